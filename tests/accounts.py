"""Files of credentials as Google writes them, with a key of our own."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@cache  # making one takes a tenth of a second
def private_key() -> rsa.RSAPrivateKey:
    """A key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def pem() -> str:
    """The key as it stands in a file."""
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private_key().private_bytes(serialization.Encoding.PEM, form, none).decode()


def service_account_file(**fields: Any) -> str:
    """What the console lets one download."""
    wire = {
        "type": "service_account",
        "project_id": "my-project",
        "private_key_id": "key-1",
        "private_key": pem(),
        "client_email": "bridge@my-project.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return json.dumps({name: value for name, value in {**wire, **fields}.items() if value is not None}, indent=2)


def user_file(**fields: Any) -> str:
    """What `gcloud auth application-default login` leaves."""
    wire = {
        "type": "authorized_user",
        "client_id": "client",
        "client_secret": "client-secret",
        "refresh_token": "refresh",
        "quota_project_id": "payer",
    }
    return json.dumps({**wire, **fields})


def external_file(source: Any, **fields: Any) -> str:
    """What `gcloud iam workload-identity-pools create-cred-config` writes."""
    wire = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "credential_source": source,
    }
    return json.dumps({**wire, **fields})
