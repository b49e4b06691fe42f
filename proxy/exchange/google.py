"""How Google's accounts get their tokens. https://google.aip.dev/auth"""

from __future__ import annotations

import base64
from calendar import timegm
from time import strptime
from typing import Any
from urllib.parse import urlencode

import msgspec

from config.credentials import CLOUD_PLATFORM, GoogleFederated, GoogleKey, GoogleMachine, GoogleUser
from proxy.exchange.fetching import Asked, Fetching, Opened, Refused, Said, Token, answered, posted, text_of, token_in

LIFETIME = 3600  # of an assertion, in seconds; no more is allowed
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105  a name


def by_key(account: GoogleKey, now: float) -> Fetching:
    """A signed statement of who we are, for a token (RFC 7523)."""
    claims = {"iss": account.email, "scope": CLOUD_PLATFORM, "aud": account.token_uri, "iat": int(now), "exp": int(now) + LIFETIME}
    header = {"alg": "RS256", "typ": "JWT"} | ({"kid": account.key_id} if account.key_id else {})
    assertion = _signed(account.key, header, claims)
    return token_in((yield posted(account.token_uri, ("grant_type", BEARER), ("assertion", assertion))), now)


def by_consent(account: GoogleUser, now: float) -> Fetching:
    """A person's standing consent, for a token."""
    fields = {"client_id": account.client_id, "client_secret": account.client_secret, "refresh_token": account.refresh_token}
    return token_in((yield posted(account.token_uri, ("grant_type", "refresh_token"), *fields.items())), now)


def by_machine(account: GoogleMachine, now: float) -> Fetching:
    """The machine knows who it is."""
    url = f"{account.url}?{urlencode({'scopes': CLOUD_PLATFORM})}"
    return token_in((yield Asked(url, (("metadata-flavor", "Google"),))), now)


def by_federation(account: GoogleFederated, now: float) -> Fetching:
    """Somebody else's token for one of Google's (RFC 8693), and that for a service account's, where one is named."""
    said = yield Opened(account.file) if account.file is not None else Asked(str(account.url), account.headers)
    subject = text_of(said, account.field)
    fields = {
        "grant_type": EXCHANGE,
        "audience": account.audience,
        "scope": CLOUD_PLATFORM,
        "requested_token_type": ACCESS_TOKEN,
        "subject_token": subject,
        "subject_token_type": account.token_type,
    }
    token = token_in((yield posted(account.token_url, *fields.items())), now)
    if account.impersonation_url is None:
        return token
    body = msgspec.json.encode({"scope": [CLOUD_PLATFORM], "lifetime": f"{LIFETIME}s"})
    headers = (("authorization", f"Bearer {token.text}"), ("content-type", "application/json"))
    wire = answered((yield Asked(account.impersonation_url, headers, body)))
    return _token_of(wire, now)


def _token_of(wire: dict[str, Any], now: float) -> Token:
    """{accessToken, expireTime}: of one of Google's APIs, and not of OAuth."""
    try:
        expires: float = timegm(strptime(str(wire.get("expireTime", ""))[:19], "%Y-%m-%dT%H:%M:%S"))
    except ValueError:
        expires = now + LIFETIME
    body = msgspec.json.encode({"access_token": wire.get("accessToken"), "expires_on": expires})
    return token_in(Said(body), now)


def _signed(pem: str, header: dict[str, str], claims: dict[str, object]) -> str:
    """A JSON web token, signed by RS256. Takes milliseconds: not for the event loop."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  it costs 20 MB, and few need it
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  likewise
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415  likewise

    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refused("the private key in its credentials cannot be read", final=True) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Refused("the private key in its credentials is not an RSA key", final=True)
    message = b".".join(_in_url(msgspec.json.encode(part)) for part in (header, claims))
    return b".".join([message, _in_url(key.sign(message, padding.PKCS1v15(), hashes.SHA256()))]).decode()


def _in_url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
