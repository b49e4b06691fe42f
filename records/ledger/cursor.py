"""Where a page of entries ended, in a word that callers hand back and need not read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from records.ledger.entry import Entry
from records.ledger.filters import Unclear
from records.ledger.rows import LATEST

Long = Annotated[int, Meta(ge=0, le=LATEST)]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Cursor(Struct, frozen=True, array_like=True):
    """An entry's place among all: the primary key of its table."""

    at: Long
    request_id: str
    attempt: Number
    revision: Number

    @classmethod
    def of(cls, entry: Entry) -> Cursor:
        """Its place."""
        return cls(entry.at, entry.request_id, entry.attempt, entry.revision)

    def __str__(self) -> str:
        return urlsafe_b64encode(msgspec.msgpack.encode(self)).rstrip(b"=").decode()

    @classmethod
    def read(cls, text: str) -> Cursor:
        """What was handed out. Raises Unclear for anything else."""
        try:
            return msgspec.msgpack.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=cls)
        except (ValueError, msgspec.DecodeError) as error:
            raise Unclear("cursor", "is none that was handed out: take it as it was told") from error
