"""Entries go into the database: each once, with its sums, and with how far their journal is booked; all of it or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from records.database import Database
from records.ledger.adding import Batch
from records.ledger.entry import Entry
from records.ledger.into_postgresql import IntoPostgresql
from records.ledger.into_sqlite import IntoSqlite
from records.ledger.journal.position import Position
from records.ledger.move import Misplaced, Move
from records.troubles import judged

__all__ = ["Booking", "Misplaced"]

T = TypeVar("T")

DAY = 86_400_000_000  # microseconds


class Booking:
    """Its methods take turns. Each raises Away when the database is away, and Mismatch when it refuses us for good."""

    def __init__(self, database: Database) -> None:
        at = database.place
        self._shown = at.shown
        self._into = IntoSqlite(at.path) if at.kind == "sqlite" else IntoPostgresql(at.dsn)

    async def take(self, journal: str, after: Position, upto: Position, entries: Sequence[Entry]) -> int:
        """Books what a journal holds between two positions; says how many were new. Raises Misplaced unless it is booked up to `after`."""
        return await self.book(await Batch.of(entries), Move(journal, after, upto))

    async def book(self, batch: Batch, move: Move) -> int:
        """The same, for a batch that is made already."""
        return await self._told(self._into.book(batch, move))

    async def add(self, entries: Sequence[Entry]) -> int:
        """Books entries that stand in no journal, such as corrections; says how many were new."""
        return await self._told(self._into.book(await Batch.of(entries), None))

    async def position(self, journal: str) -> Position:
        """How far this journal is booked; START for one that never was."""
        return await self._told(self._into.position(journal))

    async def retire(self, keep_days: int, now: int, most: int = 1_000) -> int:
        """Lets go of entries older than so many days, `now` in microseconds; their sums stay. Call it again until it says 0.

        PostgreSQL drops whole months, so that an entry is kept up to a month longer; what lies in no month, and everything in SQLite,
        is deleted at most so many at a time, and the number is said.
        """
        return await self._told(self._into.drop(now - keep_days * DAY, most))

    async def close(self) -> None:
        """After what is being booked."""
        await self._into.close()

    async def _told(self, work: Awaitable[T]) -> T:
        try:
            return await work
        except Exception as error:
            if told := judged(error, self._shown):
                raise told from error
            raise
