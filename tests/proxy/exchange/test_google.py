"""Google's accounts, before a server that looks closely at their proof."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.credentials import CLOUD_PLATFORM, Credential, GoogleFederated, GoogleKey, GoogleMachine, GoogleUser
from tests.accounts import pem
from tests.token_server import Office, claims, desk, form, office
from translators.canonical import Kind, Problem


async def shown(credential: Credential) -> tuple[tuple[str, str], ...]:
    async with desk() as ours:
        return await ours.tokens.headers("vertex", credential)


def external(far: Office, **fields: object) -> GoogleFederated:
    known = {"audience": "//a", "token_type": "jwt", "token_url": f"{far.url}/sts", "impersonation_url": None, "file": None, "url": None}
    return GoogleFederated(**{**known, "headers": (), "field": None, **fields})  # type: ignore[arg-type]  # a test's own fields


async def test_a_service_account_signs_who_it_is() -> None:
    """RS256, verified with the public key; for an hour, for this address, for the cloud platform."""
    async with office() as far:
        account = GoogleKey("me@example.com", pem(), "key-1", f"{far.url}/token")
        assert await shown(account) == (("authorization", "Bearer token-1"),)
        (asked,) = far.asked
    assert asked.line == "POST /token HTTP/1.1"
    fields = form(asked)
    assert fields.pop("grant_type") == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert claims(fields.pop("assertion")) == {
        "alg": "RS256",
        "typ": "JWT",
        "kid": "key-1",
        "iss": "me@example.com",
        "aud": f"{far.url}/token",
        "scope": CLOUD_PLATFORM,
        "iat": 1_000_000,
        "exp": 1_003_600,
    }
    assert not fields


@pytest.mark.parametrize("kind", ["cut", "elliptic"])
async def test_a_key_that_cannot_sign_is_told_plainly(kind: str) -> None:
    """It is for the operator to mend; nothing of it is in the words."""
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    elliptic = ec.generate_private_key(ec.SECP256R1()).private_bytes(serialization.Encoding.PEM, form, none).decode()
    key = elliptic if kind == "elliptic" else "\n".join(pem().splitlines()[:9] + pem().splitlines()[-1:])
    with pytest.raises(Problem, match="'vertex': the private key in its credentials") as caught:
        await shown(GoogleKey("me@example.com", key, "", "http://127.0.0.1:9/token"))
    assert caught.value.kind is Kind.PROVIDER_KEY_REFUSED


async def test_a_person_shows_a_refresh_token() -> None:
    """And the application they said yes to."""
    async with office() as far:
        assert await shown(GoogleUser("c", "s", "r", f"{far.url}/token")) == (("authorization", "Bearer token-1"),)
        assert form(far.asked[0]) == {"grant_type": "refresh_token", "client_id": "c", "client_secret": "s", "refresh_token": "r"}


async def test_the_metadata_server_is_asked_with_its_header_and_never_through_a_proxy() -> None:
    """It is on the machine itself; a proxy would be another one."""
    async with office() as far, office() as proxy, desk({"HTTP_PROXY": proxy.url}) as ours:
        credential = GoogleMachine(f"{far.url}/computeMetadata/v1/instance/service-accounts/default/token")
        assert await ours.tokens.headers("vertex", credential) == (("authorization", "Bearer token-1"),)
        (asked,) = far.asked
        assert not proxy.asked
    method, target, _ = asked.line.split()
    assert (method, urlsplit(target).path) == ("GET", "/computeMetadata/v1/instance/service-accounts/default/token")
    assert parse_qs(urlsplit(target).query) == {"scopes": [CLOUD_PLATFORM]}
    assert asked.values("metadata-flavor") == ["Google"]


async def test_somebody_elses_token_is_exchanged(tmp_path: Path) -> None:
    """The file is read anew each time: somebody keeps it fresh."""
    file = tmp_path / "token"
    file.write_text("their-token\n")
    async with office() as far:
        assert await shown(external(far, file=str(file))) == (("authorization", "Bearer token-1"),)
        fields = form(far.asked[0])
    assert (fields["subject_token"], fields["subject_token_type"], fields["audience"]) == ("their-token", "jwt", "//a")
    assert fields["grant_type"] == "urn:ietf:params:oauth:grant-type:token-exchange"
    with pytest.raises(Problem, match="the file of its token cannot be read"):
        await shown(external(far, file=str(tmp_path / "gone")))


async def test_it_may_speak_for_a_service_account() -> None:
    """From an address, to Google's own token, to that of the service account."""
    async with office() as far:
        final = {"accessToken": "of-the-account", "expireTime": "1970-01-12T14:46:40.123Z"}
        far.replies = [(200, {"value": "theirs"}), (200, {"access_token": "between", "expires_in": 60}), (200, final)]
        account = external(far, url=f"{far.url}/id?a=b", field="value", impersonation_url=f"{far.url}/v1/me:generateAccessToken")
        assert await shown(account) == (("authorization", "Bearer of-the-account"),)
        source, exchanged, impersonated = far.asked
    assert source.line == "GET /id?a=b HTTP/1.1"
    assert form(exchanged)["subject_token"] == "theirs"
    assert impersonated.line == "POST /v1/me:generateAccessToken HTTP/1.1"
    assert impersonated.values("authorization") == ["Bearer between"]
    assert json.loads(impersonated.body) == {"scope": [CLOUD_PLATFORM], "lifetime": "3600s"}
