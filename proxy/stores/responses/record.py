"""A response as it is kept: what was asked in this turn, what was answered, and what it goes on from."""

from __future__ import annotations

import msgspec
from msgspec import Struct

VERSION = b"\x01"  # of the form below


class Record(Struct, array_like=True, frozen=True):
    """One response."""

    id: str
    before: tuple[str, ...]  # the responses it goes on from, the first one first
    wire: str  # of the provider
    provider: str
    there: bool  # the provider has kept it, too
    finished: bool  # else it runs in the background, and only the provider knows what becomes of it
    input: bytes  # JSON: the items of this turn, without those of the turns before
    response: bytes  # JSON: the object that the caller was given


_decoder = msgspec.msgpack.Decoder(Record)


def encode(record: Record) -> bytes:
    """As bytes."""
    return VERSION + msgspec.msgpack.encode(record)


def decode(data: bytes) -> Record | None:
    """What it was; None for what another version of this gateway has kept."""
    if not data.startswith(VERSION):
        return None
    try:
        return _decoder.decode(memoryview(data)[1:])
    except msgspec.DecodeError:
        return None
