"""Identities of Entra ID, before a server that looks at their proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.credentials import Credential, EntraFederated, EntraMachine, EntraSecret
from tests.token_server import desk, form, office
from translators.canonical import Kind, Problem

SCOPE = "https://cognitiveservices.azure.com/.default"
TOKEN = (("authorization", "Bearer token-1"),)


async def shown(credential: Credential) -> tuple[tuple[str, str], ...]:
    async with desk() as ours:
        return await ours.tokens.headers("azure", credential)


async def test_an_application_shows_its_secret() -> None:
    """By the client credentials grant."""
    async with office() as far:
        assert await shown(EntraSecret(f"{far.url}/t/oauth2/v2.0/token", "c", "s~&", SCOPE)) == TOKEN
        (asked,) = far.asked
    assert asked.line == "POST /t/oauth2/v2.0/token HTTP/1.1"
    assert form(asked) == {"grant_type": "client_credentials", "client_id": "c", "client_secret": "s~&", "scope": SCOPE}


async def test_a_wrong_secret_is_told_with_microsofts_word() -> None:
    """What else was said is for the log."""
    said = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
    async with office() as far, desk() as ours:
        far.replies = [(401, said)]
        with pytest.raises(Problem, match=r"^there is no token for provider 'azure': .*status 401 \(invalid_client\)$") as caught:
            await ours.tokens.headers("azure", EntraSecret(f"{far.url}/token", "c", "hush", SCOPE))
        assert ours.told == [("azure", "it was answered with status 401 (invalid_client): AADSTS7000215: Invalid client secret provided.")]
    assert (caught.value.kind, caught.value.status, caught.value.retry_after) == (Kind.PROVIDER_KEY_REFUSED, 502, None)


async def test_a_file_vouches_for_an_application(tmp_path: Path) -> None:
    """Kubernetes writes it anew every hour."""
    file = tmp_path / "token"
    file.write_text("a.b.c")
    async with office() as far, desk() as ours:
        far.life = 60
        credential = EntraFederated(f"{far.url}/token", "c", str(file), SCOPE)
        assert await ours.tokens.headers("azure", credential) == TOKEN
        file.write_text("d.e.f")
        ours.clock.now += 60
        assert await ours.tokens.headers("azure", credential) == (("authorization", "Bearer token-2"),)
        first, second = map(form, far.asked)
    assert first == {
        "grant_type": "client_credentials",
        "client_id": "c",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "a.b.c",
        "scope": SCOPE,
    }
    assert second["client_assertion"] == "d.e.f"


@pytest.mark.parametrize("header", [("metadata", "true"), ("x-identity-header", "hush")])
async def test_a_machine_is_asked_with_its_header(header: tuple[str, str]) -> None:
    """Its numbers are texts."""
    async with office() as far, desk() as ours:
        far.replies = [(200, {"access_token": "of-the-machine", "expires_in": "86399", "expires_on": "1086399"})]
        credential = EntraMachine(f"{far.url}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r", header)
        assert await ours.tokens.headers("azure", credential) == (("authorization", "Bearer of-the-machine"),)
        (asked,) = far.asked
        ours.clock.now += 86_000
        assert await ours.tokens.headers("azure", credential) == (("authorization", "Bearer of-the-machine"),)
    assert asked.line == "GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=r HTTP/1.1"
    assert asked.values(header[0]) == [header[1]]
