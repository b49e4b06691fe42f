"""What fetching a token consists of, without doing it: addresses asked, files read, replies understood."""

from __future__ import annotations

import re
from collections.abc import Generator
from math import isfinite
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from translators.framing import json_text

SHORT = 300.0  # how long a token is taken to last whose reply does not say
_TOKEN = re.compile(r"[!-~]{1,16384}")  # it goes into a header
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# Statuses that pass: not ready, too many, moved house.
_PASSING = frozenset({404, 408, 410, 421, 425, 429})


class Asked(Struct, frozen=True):
    """An address to ask; with a body, it is posted there."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def __repr__(self) -> str:
        return "Asked()"  # the body proves who we are


class Opened(Struct, frozen=True):
    """A file to read, anew each time: somebody keeps it fresh."""

    path: str


class Said(Struct, frozen=True):
    """What came of it."""

    body: bytes
    status: int = 200


class Token(Struct, frozen=True):
    """What is shown instead of a key."""

    text: str
    expires: float  # seconds since the epoch

    def __repr__(self) -> str:
        return f"Token(expires={self.expires:.0f})"


class Refused(Exception):  # noqa: N818  not an error of ours
    """No token came. Never with a secret in its words."""

    def __init__(self, why: str, *, final: bool, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.final = final  # asking again will not help, somebody has to mend it
        self.detail = detail  # what was said about it, for an operator's eyes


Fetching = Generator[Asked | Opened, Said, Token]


def posted(url: str, *fields: tuple[str, str]) -> Asked:
    """A form."""
    return Asked(url, (("content-type", "application/x-www-form-urlencoded"),), urlencode(fields).encode())


def token_in(said: Said, now: float) -> Token:
    """The token of an OAuth reply. Raises Refused."""
    wire = answered(said)
    return Token(_fit(wire.get("access_token")), _expires(wire, now))


def answered(said: Said) -> dict[str, Any]:
    """The object of a good reply. Raises Refused."""
    try:
        wire = json_text.decode(said.body)
    except ValueError:
        wire = None
    if 200 <= said.status < 300:
        if isinstance(wire, dict):
            return wire
        raise Refused("what came instead of a token is not JSON", final=False)
    word, detail = _complaint(wire)
    final = 400 <= said.status < 500 and said.status not in _PASSING
    raise Refused(f"it was answered with status {said.status}{f' ({word})' if word else ''}", final=final, detail=detail)


def text_of(said: Said, field: str | None) -> str:
    """A token that stands alone, or in a field of JSON. Raises Refused."""
    if field is not None:
        return _fit(answered(said).get(field))
    if not 200 <= said.status < 300:
        answered(said)
    return _fit(said.body.decode("latin-1").strip())


def _fit(token: Any) -> str:
    if isinstance(token, str) and _TOKEN.fullmatch(token):
        return token
    raise Refused("there was no token in what came", final=False)


def _expires(wire: dict[str, Any], now: float) -> float:
    """In how many seconds, or when; some write the number as text."""
    within, when = _number(wire.get("expires_in")), _number(wire.get("expires_on"))
    if within is not None:
        return now + within
    return when if when is not None and when > now else now + SHORT


def _number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and isfinite(number) and number > 0 else None


def _complaint(wire: Any) -> tuple[str, str]:
    """The word for what was wrong, and what more was said."""
    if not isinstance(wire, dict):
        return "", ""
    match wire:
        case {"error": {"status": str(word), **rest}}:
            detail: Any = rest.get("message", "")
        case {"error": str(word)}:
            detail = wire.get("error_description", "")
        case _:
            return "", ""
    plain = " ".join(detail.split())[:300] if isinstance(detail, str) else ""
    return (word if _WORD.fullmatch(word) else ""), plain
