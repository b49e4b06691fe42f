"""What a request for a response says of others: only these few fields are looked at, the rest of it stays bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from translators.canonical import Kind, Problem

NOTHING = b"null"


class Asked(Struct, frozen=True):
    """Everything the gateway must know to keep it, or to go on from another."""

    input: Raw = field(default_factory=lambda: Raw(NOTHING))
    previous_response_id: str | None = None
    store: bool | None = None
    background: bool | None = None
    conversation: Any = None

    @property
    def items(self) -> list[bytes]:
        """What is asked in this turn, an item each."""
        text = bytes(self.input).strip()
        if text.startswith(b'"'):
            return [b'{"type":"message","role":"user","content":%b}' % text]
        return [] if text == NOTHING else [bytes(item) for item in _items.decode(text)]


_asked = msgspec.json.Decoder(Asked)
_items = msgspec.json.Decoder(list[Raw])
_fields = msgspec.json.Decoder(dict[str, Raw])


def read_asked(body: bytes) -> Asked:
    """Of a body that was let in. Raises Problem all the same when one of these fields is not what it must be."""
    try:
        asked = _asked.decode(body)
        asked.items  # noqa: B018  a list, a text or nothing
    except msgspec.DecodeError as error:
        raise Problem(Kind.INVALID_REQUEST, f"the body: {error}") from error
    return asked


def continued(body: bytes, items: Sequence[bytes]) -> bytes:
    """The same request, with all that was said before in its own words. Its own instructions hold, and no earlier ones."""
    fields = _fields.decode(body)
    fields.pop("previous_response_id", None)
    fields["input"] = Raw(listed(items))
    return msgspec.json.encode(fields)


def listed(items: Sequence[bytes]) -> bytes:
    """Items as one JSON list."""
    return b"[%b]" % b",".join(items)
