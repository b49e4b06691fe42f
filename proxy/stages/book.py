"""To whom is the call booked? To those its key belongs to; for what the key leaves open, to those the caller names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from msgspec.structs import replace

from config.snapshot import Key
from proxy.call import Booked, Call, Next, Reply
from records.ledger.rows import fitting
from translators.canonical import Kind, Problem

OURS, SERVICE, CUSTOMER, TAGS = b"x-modelbridge-", b"x-modelbridge-service", b"x-modelbridge-customer", b"x-modelbridge-tags"
LONGEST = 200  # characters of a name
MOST = 16  # tags on an entry, those of the key included
_TAG = re.compile(r"[A-Za-z0-9_.-]{1,64}")
BAD_TAGS = (
    "{header}: write it as `name=value, name=value`; names of at most 64 letters, digits, `_`, `.`, `-`, values of at most 200 characters"
)


async def book(call: Call, next: Next) -> Reply:
    """What a key says cannot be said otherwise by who uses it."""
    said = {name: value for name, value in call.headers if name.startswith(OURS)}
    limits, asked_for = call.snapshot.limits, call.envelope.user
    booked = _booked(call.caller, asked_for, said)
    if limits is not None and limits.customer_from == "user":
        booked = replace(booked, customer=fitting(asked_for or "", LONGEST))
    return await next(replace(call, booked=booked))


def _booked(key: Key | None, asked_for: str | None, said: Mapping[bytes, bytes]) -> Booked:
    organization, user, service, tags = ("", "", "", {}) if key is None else (key.organization, key.user, key.service, key.tags)
    return Booked(
        organization,
        user or fitting(asked_for or "", LONGEST),
        service or _name(said, SERVICE),
        _name(said, CUSTOMER),
        _all({**_tags(said), **tags}) if TAGS in said else tags,
    )


def _name(said: Mapping[bytes, bytes], header: bytes) -> str:
    value = said.get(header)
    if value is None:
        return ""
    name = _text(value, header).strip()
    if len(name) > LONGEST:
        raise _refused(header, f"{header.decode()}: a name may have at most {LONGEST} characters")
    return name


def _tags(said: Mapping[bytes, bytes]) -> dict[str, str]:
    pieces = [piece for piece in _text(said[TAGS], TAGS).split(",") if piece.strip()]
    return dict(map(_tag, pieces))


def _tag(piece: str) -> tuple[str, str]:
    name, _, value = (part.strip() for part in piece.partition("="))
    if not _TAG.fullmatch(name) or not 0 < len(value) <= LONGEST or "=" in value:
        raise _refused(TAGS, BAD_TAGS.format(header=TAGS.decode()))
    return name, value


def _all(tags: dict[str, str]) -> dict[str, str]:
    if len(tags) > MOST:
        raise _refused(TAGS, f"{TAGS.decode()}: at most {MOST} tags, those of the key included")
    return tags


def _text(value: bytes, header: bytes) -> str:
    """As UTF-8, plain or percent-encoded: not every client can put other letters into a header."""
    try:
        text = unquote(value.decode(), errors="strict")
    except UnicodeDecodeError:
        raise _refused(header, f"{header.decode()}: not UTF-8") from None
    if not text.isprintable():
        raise _refused(header, f"{header.decode()}: control characters have no place in a name")
    return text


def _refused(header: bytes, why: str) -> Problem:
    return Problem(Kind.INVALID_REQUEST, why, param=header.decode())
