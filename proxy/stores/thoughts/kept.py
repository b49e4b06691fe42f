"""What is kept of an answer, under one of its tool calls or for its words: what was signed there, and where it stood."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from translators.canonical import Reasoning

VERSION = b"\x01"  # of the form below. What was kept in another form is not understood, and not found


class Thought(Struct, array_like=True, frozen=True, tag=0):
    """A signed thought."""

    text: str
    signer: str | None = None
    signature: str | None = None
    redacted: str | None = None
    id: str | None = None
    place: str | None = None
    extra: dict[str, Any] | None = None

    def reasoning(self) -> Reasoning:
        """As a part of a message."""
        return Reasoning(self.text, self.signature, self.redacted, self.place, self.id, self.extra or {}, self.signer)


class Words(Struct, array_like=True, frozen=True, tag=1):
    """A text. Callers send it back themselves; here stands only how long it was, and how it was signed."""

    length: int  # characters
    signature: str | None = None


class Kept(Struct, array_like=True, frozen=True):
    """Of one tool call, what stood between the call before it and itself, and behind it if it was the last. Or all words of an answer."""

    wire: str  # of the provider
    provider: str
    before: tuple[Thought | Words, ...] = ()
    signature: str | None = None  # of the call
    after: tuple[Thought | Words, ...] = ()

    @property
    def signed(self) -> bool:
        """Is there anything in it that a caller could lose?"""
        return self.signature is not None or any(isinstance(bit, Thought) or bit.signature for bit in (*self.before, *self.after))


_decoder = msgspec.msgpack.Decoder(Kept)


def thought(reasoning: Reasoning) -> Thought:
    """A part of a message, as it is kept."""
    return Thought(
        reasoning.text,
        reasoning.signer,
        reasoning.signature,
        reasoning.redacted,
        reasoning.id,
        reasoning.place,
        dict(reasoning.extra) or None,
    )


def is_signed(reasoning: Reasoning) -> bool:
    """Can somebody tell that it was not changed?"""
    return reasoning.signer is not None and (reasoning.signature is not None or reasoning.redacted is not None)


def encode(kept: Kept) -> bytes | None:
    """As bytes; None for what has no form in them, such as half a character."""
    try:
        return VERSION + msgspec.msgpack.encode(kept)
    except (UnicodeEncodeError, OverflowError, TypeError):
        return None


def decode(data: bytes) -> Kept | None:
    """What it was; None for what another version of this gateway has kept."""
    if not data.startswith(VERSION):
        return None
    try:
        return _decoder.decode(memoryview(data)[1:])
    except msgspec.DecodeError:
        return None
