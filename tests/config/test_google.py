"""Google's accounts: every kind of file, looked for in Google's order; what is wrong is said without the file's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.credentials import GoogleFederated, GoogleKey, GoogleMachine, GoogleUser
from config.google import TOKEN_URI, found, read, vertex_host
from config.secrets import Absent, Secrets, Unfit
from tests.accounts import external_file, pem, service_account_file, user_file

BRIDGE = GoogleKey("bridge@my-project.iam.gserviceaccount.com", pem(), "key-1", TOKEN_URI)
METADATA = GoogleMachine("http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token")


def test_a_service_account() -> None:
    """And the project it belongs to."""
    account = read(service_account_file())
    assert (account.credential, account.project, account.quota_project) == (BRIDGE, "my-project", None)


def test_a_person() -> None:
    """And who pays for their calls."""
    account = read(user_file())
    assert (account.credential, account.quota_project) == (GoogleUser("client", "client-secret", "refresh", TOKEN_URI), "payer")


@pytest.mark.parametrize(
    ("source", "file", "url", "field"),
    [
        ({"file": "/var/token"}, "/var/token", None, None),
        ({"file": "/t", "format": {"type": "json", "subject_token_field_name": "id_token"}}, "/t", None, "id_token"),
        ({"url": "http://169.254.169.254/t?a=b", "format": {"type": "text"}}, None, "http://169.254.169.254/t?a=b", None),
    ],
)
def test_somebody_elses_account(source: Any, file: str | None, url: str | None, field: str | None) -> None:
    """By a file or an address."""
    source = {"headers": {"Metadata": "True"}, **source}
    account = read(
        external_file(source, service_account_impersonation_url="https://iamcredentials.googleapis.com/v1/x:generateAccessToken")
    )
    credential = account.credential
    assert isinstance(credential, GoogleFederated)
    assert (credential.file, credential.url, credential.field, credential.headers) == (file, url, field, (("metadata", "True"),))
    assert credential.impersonation_url == "https://iamcredentials.googleapis.com/v1/x:generateAccessToken"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (external_file({"environment_id": "aws1", "url": "http://169.254.169.254/x"}), "a credential_source that is a file or a url"),
        (external_file({"executable": {"command": "rm"}}), "a credential_source that is a file or a url"),
        (external_file(None), "a credential_source that is a file or a url"),
        ('{"type": "gdch_service_account"}', "credentials of type 'gdch_service_account' are not supported"),
    ],
)
def test_what_is_not_supported_is_named(text: str, words: str) -> None:
    """It switches the provider off, and says why."""
    with pytest.raises(Absent, match=words):
        read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hush", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["hush"]', "no JSON object"),
        ('{"hush": 1}', "lack type"),
        (service_account_file(client_email=None), "lack client_email"),
        (service_account_file(private_key=7), "lack private_key"),
        (service_account_file(private_key="hush"), "no whole private key"),
        (service_account_file(private_key=pem()[:400]), "no whole private key"),
        (service_account_file(private_key=pem().replace("A", "*", 1)), "no whole private key"),
        (service_account_file(token_uri="ftp://hush"), "token_uri is no address"),
        (user_file(refresh_token=""), "lack refresh_token"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_without_its_words(text: str, words: str) -> None:
    """It may hold a key."""
    with pytest.raises(Unfit, match=words) as caught:
        read(text)
    assert "hush" not in str(caught.value)


def test_they_are_looked_for_in_googles_order(tmp_path: Path) -> None:
    """What the operator wrote; the variable; what gcloud left; the machine."""
    written, named, left = tmp_path / "written.json", tmp_path / "named.json", tmp_path / "gcloud" / "application_default_credentials.json"
    left.parent.mkdir()
    for path, email in ((written, "written"), (named, "named"), (left, "left")):
        path.write_text(service_account_file(client_email=email))
    environment = {"GOOGLE_APPLICATION_CREDENTIALS": str(named), "CLOUDSDK_CONFIG": str(left.parent)}

    def account(environment: dict[str, str], reference: str | None = None) -> str:
        credential = found(Secrets(tmp_path, environment), reference).credential
        return credential.email if isinstance(credential, GoogleKey) else type(credential).__name__

    assert account(environment, "file:written.json") == "written"
    assert account(environment) == "named"
    del environment["GOOGLE_APPLICATION_CREDENTIALS"]
    assert account(environment) == "left"
    left.unlink()
    assert account(environment) == "GoogleMachine"
    assert account({"JSON": service_account_file(client_email="inline")}, "env:JSON") == "inline"


def test_gcloud_writes_below_home(tmp_path: Path) -> None:
    """Where nothing says otherwise."""
    left = tmp_path / ".config" / "gcloud" / "application_default_credentials.json"
    left.parent.mkdir(parents=True)
    left.write_text(user_file())
    secrets = Secrets(tmp_path, {"HOME": str(tmp_path)})
    assert isinstance(found(secrets, None).credential, GoogleUser)
    assert left in secrets.files


def test_the_machine_is_asked_when_there_is_no_file(tmp_path: Path) -> None:
    """By its usual name, or where a variable says."""
    assert found(Secrets(tmp_path, {}), None).credential == METADATA
    other = found(Secrets(tmp_path, {"GCE_METADATA_HOST": "127.0.0.1:8080"}), None).credential
    assert isinstance(other, GoogleMachine)
    assert other.url.startswith("http://127.0.0.1:8080/computeMetadata/v1/")
    with pytest.raises(Unfit, match="GCE_METADATA_HOST"):
        found(Secrets(tmp_path, {"GCE_METADATA_HOST": "a b"}), None)


def test_a_file_that_is_named_and_not_there_is_missed(tmp_path: Path) -> None:
    """Nothing else is taken instead."""
    with pytest.raises(Absent, match="is not there"):
        found(Secrets(tmp_path, {"GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json"}), None)


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("global", "aiplatform.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
        ("us", "aiplatform.us.rep.googleapis.com"),
        ("europe-west4", "europe-west4-aiplatform.googleapis.com"),
    ],
)
def test_a_location_has_a_host(location: str, host: str) -> None:
    """As the SDKs have it."""
    assert vertex_host(location) == host
