"""One journal on its way into the database: where it is booked up to, and what of it is in hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from records.ledger.adding import Batch
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.journal.position import Position
from records.ledger.journal.reading import Read, read
from records.ledger.move import Misplaced, Move
from records.ledger.refused import blames_entries, put_aside

SLICE = 250  # entries read at once: under a millisecond of the interpreter, which callers wait for
LARGEST = 5_000  # entries booked together, when so many wait
HEAVIEST = 4 * 1024 * 1024  # bytes of them, or one slice more
OFTEN = 3  # times in a row that somebody else has moved the position


class Source(Protocol):
    """A journal to be read: this process's own, or a dead one's."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def name(self) -> str:
        """What its position is kept under."""

    def drop(self, upto: Position) -> None:
        """All before this position is booked."""


class Shipped(Struct, frozen=True):
    """What came of one batch."""

    more: bool  # there was more behind it
    entries: int = 0  # that it had
    new: int = 0  # that the database did not know
    damaged: int = 0  # bytes passed over
    newest: int = 0  # when the last entry of it was written, in microseconds


class Hand(Struct, frozen=True):
    """A batch that is read, and ready to be booked."""

    found: Read
    batch: Batch


class RefusedError(Exception):
    """The database does not take this one entry."""

    def __init__(self, entry: Entry, why: Exception) -> None:
        super().__init__(f"{type(why).__name__}: {str(why).partition(chr(10))[0]}")
        self.entry = entry


class Shipment:
    """Whoever is cancelled in the midst of it, or meets an error, asks again: nothing is booked twice."""

    def __init__(self, source: Source, position: Position | None = None) -> None:
        self.source = source
        self.position = position  # booked up to here, as far as is known
        self._hand: Hand | None = None  # what is behind the position, not known to be booked
        self._ahead: asyncio.Task[Hand] | None = None  # what is behind that, if that is being made
        self._suspects = 0  # among so many entries behind the position is one that the database does not take
        self._misled = 0

    @property
    def oldest(self) -> int | None:
        """When the first entry in hand was written, in microseconds."""
        return self._hand.found.entries[0].at if self._hand is not None and self._hand.found.entries else None

    def forget(self) -> None:
        """What is in hand is read again."""
        self._hand = None
        if self._ahead is not None:
            self._ahead.cancel()
            self._ahead.add_done_callback(_unheard)
            self._ahead = None

    async def ship(self, booking: Booking, same: Callable[[], None], *, ahead: bool = False) -> Shipped:
        """The next batch. `same` raises when what was booked may be gone again, before anything is dropped.

        `ahead`: while the database works, the batch behind it is made ready.
        """
        hand = await self._gather(booking)
        found = hand.found
        if not found.entries and not found.damaged:
            self._hand = None
            return Shipped(more=False)
        if ahead and not found.ended and not self._suspects and self._ahead is None:
            self._ahead = asyncio.ensure_future(self._ready(found.upto, LARGEST))
        try:
            new = await booking.book(hand.batch, Move(self.source.name, self._known, found.upto))
        except Misplaced as misplaced:
            self._believe(misplaced)
            return Shipped(more=True)
        except Exception as error:
            if not found.entries or not blames_entries(error):
                raise
            self._suspects = len(found.entries)
            if self._suspects == 1:
                raise RefusedError(found.entries[0], error) from error
            self.forget()
            return Shipped(more=True)
        same()
        await self._passed(found, len(found.entries))
        newest = found.entries[-1].at if found.entries else 0
        return Shipped(not found.ended, len(found.entries), new, found.damaged, newest)

    async def leave_out(self, booking: Booking, root: Path, why: str) -> Shipped:
        """The entry that was refused is put aside and passed over."""
        found = (await self._gather(booking)).found
        await asyncio.to_thread(put_aside, root, self.source.name, found.entries[0], why)
        try:
            await booking.take(self.source.name, self._known, found.upto, [])
        except Misplaced as misplaced:
            self._believe(misplaced)
            return Shipped(more=True)
        await self._passed(found, self._suspects)
        return Shipped(not found.ended, 1, 0, found.damaged)

    @property
    def _known(self) -> Position:
        assert self.position is not None  # noqa: S101  whoever gathered knows it
        return self.position

    def _believe(self, misplaced: Misplaced) -> None:
        """The database knows best: we were cancelled before it answered, or it was restored from a backup."""
        self.forget()
        self.position, self._misled = misplaced.stored, self._misled + 1
        if self._misled >= OFTEN:
            raise misplaced

    async def _passed(self, found: Read, cleared: int) -> None:
        """What is told of it counts it as shipped when the position says so, and not while its segment is still being dropped."""
        try:
            if found.upto.segment > self._known.segment:
                await asyncio.to_thread(self.source.drop, found.upto)
        finally:
            self.position, self._hand, self._misled = found.upto, None, 0
            self._suspects = max(0, self._suspects - cleared)

    async def _gather(self, booking: Booking) -> Hand:
        """While an entry is looked for that is refused, half of what may hold it."""
        if self.position is None:
            self.position = await booking.position(self.source.name)
        if self._hand is None:
            ahead, self._ahead = self._ahead, None  # whoever is cancelled here cancels it, and reads again
            most = max(1, self._suspects // 2) if self._suspects else LARGEST
            self._hand = await (ahead or self._ready(self.position, most))
        return self._hand

    async def _ready(self, after: Position, most: int) -> Hand:
        found = await self._read(after, most)
        return Hand(found, await Batch.of(found.entries))

    async def _read(self, after: Position, most: int) -> Read:
        """Off the event loop and in small pieces. A batch ends with its segment, too."""
        entries: list[Entry] = []
        damaged, upto, ended = 0, after, False
        while not ended and len(entries) < most and (not entries or _together(after, upto)):
            found = await asyncio.to_thread(read, self.source.folder, upto, min(SLICE, most - len(entries)))
            entries += found.entries
            damaged, upto, ended = damaged + found.damaged, found.upto, found.ended
        return Read(entries, upto, damaged, ended)


def _unheard(task: asyncio.Task[Hand]) -> None:
    """Nobody asks any more what came of it."""
    if not task.cancelled():
        task.exception()


def _together(first: Position, last: Position) -> bool:
    """Is what lies between them no more than one batch should have?"""
    return first.segment in (0, last.segment) and last.offset - first.offset < HEAVIEST
