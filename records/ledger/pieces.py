"""A span of time in pieces: whole days and hours, whose sums are kept, and what is left over at its ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from records.ledger.sums import DAY, HOUR

Kept = Literal["day", "hour", "entries"]


class Piece(Struct, frozen=True):
    """Where the sums of one piece are: in the rollups of days or of hours, or in the entries alone."""

    kept: Kept
    since: int
    until: int | None  # None: to the end


def pieces(since: int, until: int | None, largest: Kept = "day") -> list[Piece]:
    """The fewest, in order; together they are the span, and no moment is in two."""
    return [piece for piece in _pieces(since, until, largest) if piece.until is None or piece.since < piece.until]


def _pieces(since: int, until: int | None, largest: Kept) -> Iterator[Piece]:
    if largest == "entries":
        yield Piece("entries", since, until)
        return
    unit = DAY if largest == "day" else HOUR
    below: Kept = "hour" if largest == "day" else "entries"
    first = -(-since // unit) * unit
    last = None if until is None else until - until % unit
    if last is not None and last <= first:
        yield from pieces(since, until, below)
        return
    yield from pieces(since, first, below)
    yield Piece(largest, first, last)
    if last is not None:
        yield from pieces(last, until, below)
