"""Entra ID: which identity is meant, in Azure's own order."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.credentials import Credential, EntraFederated, EntraMachine, EntraSecret
from config.entra import SCOPE, found
from config.secrets import Absent, Secrets, Unfit

HOST = "me.openai.azure.com"
APPLICATION = {"AZURE_TENANT_ID": "t-1", "AZURE_CLIENT_ID": "c-1"}
TOKEN_URL = "https://login.microsoftonline.com/t-1/oauth2/v2.0/token"
MACHINE = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com"


def identity(
    environment: dict[str, str],
    *,
    host: str = HOST,
    tenant: str | None = None,
    client_id: str | None = None,
    secret: str | None = None,
    scope: str | None = None,
) -> Credential:
    return found(Secrets(Path(), environment), host, tenant=tenant, client_id=client_id, secret=secret, scope=scope)


def test_an_application_and_its_secret() -> None:
    """From the environment, from the file, or from both."""
    whole = EntraSecret(TOKEN_URL, "c-1", "hush", SCOPE)
    assert identity({**APPLICATION, "AZURE_CLIENT_SECRET": "hush"}) == whole
    assert identity({"S": "hush"}, tenant="t-1", client_id="c-1", secret="env:S") == whole
    assert identity({**APPLICATION, "AZURE_CLIENT_SECRET": "other", "S": "hush"}, secret="env:S") == whole


def test_a_secret_of_the_environment_is_not_shown_for_another_application() -> None:
    """It would be refused, and noted down where it does not belong."""
    environment = {**APPLICATION, "AZURE_CLIENT_SECRET": "hush"}
    assert isinstance(identity(environment, client_id="another"), EntraMachine)
    assert isinstance(identity(environment, client_id="c-1"), EntraSecret)


def test_an_application_that_a_file_vouches_for() -> None:
    """As in Kubernetes."""
    environment = {**APPLICATION, "AZURE_FEDERATED_TOKEN_FILE": "/var/run/token"}
    assert identity(environment) == EntraFederated(TOKEN_URL, "c-1", "/var/run/token", SCOPE)


def test_a_machine() -> None:
    """The one identity it has, or the one that is named."""
    assert identity({}) == EntraMachine(MACHINE, ("metadata", "true"))
    assert identity({}, client_id="c-2") == EntraMachine(f"{MACHINE}&client_id=c-2", ("metadata", "true"))
    assert identity({"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:9"}) == EntraMachine(
        MACHINE.replace("169.254.169.254", "127.0.0.1:9"), ("metadata", "true")
    )


def test_an_app_service() -> None:
    """It says where to ask, and what to show there."""
    found = identity({"IDENTITY_ENDPOINT": "http://127.0.0.1:41/msi/token", "IDENTITY_HEADER": "hush"})
    url = "http://127.0.0.1:41/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fcognitiveservices.azure.com"
    assert found == EntraMachine(url, ("x-identity-header", "hush"))


@pytest.mark.parametrize(
    ("host", "scope", "authority"),
    [
        ("me.openai.azure.us", "https://cognitiveservices.azure.us/.default", "https://login.microsoftonline.us"),
        ("me.openai.azure.cn", "https://cognitiveservices.azure.cn/.default", "https://login.partner.microsoftonline.cn"),
        ("gateway.example.com", SCOPE, "https://login.microsoftonline.com"),
    ],
)
def test_a_cloud_has_its_own_places(host: str, scope: str, authority: str) -> None:
    """And its tokens are for nothing else; what is written wins."""
    environment = {**APPLICATION, "AZURE_CLIENT_SECRET": "hush"}
    assert identity(environment, host=host) == EntraSecret(f"{authority}/t-1/oauth2/v2.0/token", "c-1", "hush", scope)
    own = identity({**environment, "AZURE_AUTHORITY_HOST": "login.example.com/"}, host=host, scope="api://mine/.default")
    assert own == EntraSecret("https://login.example.com/t-1/oauth2/v2.0/token", "c-1", "hush", "api://mine/.default")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "hush"}, "needs tenant"),
        ({"AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": "/t"}, "needs client_id"),
    ],
)
def test_half_an_application_is_none(environment: dict[str, str], words: str) -> None:
    """What lacks is named."""
    with pytest.raises(Absent, match=words):
        identity(environment)


@pytest.mark.parametrize(
    "environment",
    [
        {**APPLICATION, "AZURE_CLIENT_SECRET": "hush", "AZURE_TENANT_ID": "a/b"},
        {**APPLICATION, "AZURE_CLIENT_SECRET": "hush", "AZURE_AUTHORITY_HOST": "ftp://x"},
        {"IDENTITY_ENDPOINT": "nowhere", "IDENTITY_HEADER": "hush"},
    ],
)
def test_what_leads_nowhere_is_unfit(environment: dict[str, str]) -> None:
    """It will not mend itself."""
    with pytest.raises(Unfit) as caught:
        identity(environment)
    assert "hush" not in str(caught.value)
