"""Accounts whose proof is exchanged for a token that expires. Equal ones share a token, also across a reload."""

from __future__ import annotations

from msgspec import Struct

CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"


class _Account(Struct, frozen=True):
    """Its fields hold secrets: none of them is ever shown."""

    def __repr__(self) -> str:
        return type(self).__name__


class GoogleKey(_Account, frozen=True):
    """Google: a key of an account that is no person."""

    email: str
    key: str  # PEM
    key_id: str
    token_uri: str


class GoogleUser(_Account, frozen=True):
    """Google: a person who once said yes, as `gcloud auth application-default login` leaves it."""

    client_id: str
    client_secret: str
    refresh_token: str
    token_uri: str


class GoogleMachine(_Account, frozen=True):
    """Google: the account of the machine or the pod this runs on."""

    url: str


class GoogleFederated(_Account, frozen=True):
    """Google: an account of somebody else's, vouched for by a token from a file or an address (workload identity federation)."""

    audience: str
    token_type: str
    token_url: str
    impersonation_url: str | None
    file: str | None
    url: str | None  # asked where there is no file
    headers: tuple[tuple[str, str], ...]
    field: str | None  # of the JSON the token stands in; None: it stands there alone


class EntraSecret(_Account, frozen=True):
    """Azure: an application and its secret."""

    token_url: str
    client_id: str
    secret: str
    scope: str


class EntraFederated(_Account, frozen=True):
    """Azure: an application, vouched for by a token in a file that somebody keeps fresh (workload identity)."""

    token_url: str
    client_id: str
    file: str
    scope: str


class EntraMachine(_Account, frozen=True):
    """Azure: the identity of the machine this runs on."""

    url: str  # with its query
    header: tuple[str, str]  # without it the machine's server does not answer


Credential = GoogleKey | GoogleUser | GoogleMachine | GoogleFederated | EntraSecret | EntraFederated | EntraMachine
