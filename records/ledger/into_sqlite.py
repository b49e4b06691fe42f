"""Booking into a SQLite file: a whole transaction is one function, in a thread of its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TypeVar

from records.ledger.adding import Batch, added
from records.ledger.journal.position import START, Position
from records.ledger.move import Misplaced, Move
from records.ledger.rows import COLUMNS, Row
from records.ledger.sums import PLACE, SUMS, UPSERT
from records.sqlite import opened

T = TypeVar("T")

# Rows that are written by one statement. Python's lock is let go and taken again for every statement, and on a busy
# gateway taking it means waiting for the event loop. Few different numbers, because each makes a statement that is kept: one of
# 50 rows is a quarter of a megabyte.
TOGETHER = (50, 5, 1)
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_ARRIVING = f"CREATE TEMP TABLE IF NOT EXISTS arriving ({_NAMES}, PRIMARY KEY (at, request_id, attempt, revision))"
_KNOWN = """
DELETE FROM temp.arriving WHERE EXISTS (
    SELECT 1 FROM main.entries AS there WHERE there.at = arriving.at AND there.request_id = arriving.request_id
    AND there.attempt = arriving.attempt AND there.revision = arriving.revision
)"""
_TAKEN = f"INSERT INTO main.entries ({_NAMES}) VALUES"
_SUMMED = f"INSERT INTO rollups ({', '.join((*PLACE, *SUMS))}) VALUES"
_STORED = 'SELECT segment, "offset" FROM positions WHERE journal = ?'
_MOVED = """
INSERT INTO positions (journal, segment, "offset") VALUES (?, ?, ?)
ON CONFLICT (journal) DO UPDATE SET segment = excluded.segment, "offset" = excluded."offset"
"""
_OLD = "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries WHERE at < ? ORDER BY at LIMIT ?)"
_FREED = 2_000  # pages given back to the disk after a batch of deletions


class IntoSqlite:
    """Whoever stops waiting for a booking does not stop it: the thread finishes, and what comes next comes after it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="booking")
        self._file: sqlite3.Connection | None = None

    async def book(self, batch: Batch, move: Move | None) -> int:
        """How many of them were new."""
        rollups = await batch.rollups()
        try:
            return await self._run(lambda file: _booked(file, batch.rows, rollups, move))
        except _SomeKnownError:  # seldom
            return await self._run(lambda file: _booked_carefully(file, batch.rows, move))

    async def position(self, journal: str) -> Position:
        """How far it is booked."""
        return await self._run(lambda file: _stored(file, journal))

    async def drop(self, before: int, most: int) -> int:
        """Deletes at most so many entries that are older, and says how many; their sums stay."""
        gone = await self._run(lambda file: file.execute(_OLD, (before, most)).rowcount)
        if gone:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._shrink)
        return gone

    async def close(self) -> None:
        """After what is being booked."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._forget)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transaction, work)

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        file = self._file = self._file or opened(self._path)
        try:
            file.execute("BEGIN IMMEDIATE")
            try:
                done = work(file)
                file.execute("COMMIT")
            except BaseException:
                if file.in_transaction:  # some errors end it themselves
                    file.execute("ROLLBACK")
                raise
        except sqlite3.Error:
            self._forget()  # the file may be another one when it is opened next
            raise
        return done

    def _shrink(self) -> None:
        if self._file is not None:
            self._file.executescript(f"PRAGMA incremental_vacuum({_FREED})")  # a step a page: `execute` would take the first only

    def _forget(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _SomeKnownError(Exception):
    """Not all of the entries are new. The transaction is undone: a savepoint would keep a copy of every page that is written to."""


def _booked(file: sqlite3.Connection, rows: Sequence[Row], rollups: Sequence[Row], move: Move | None) -> int:
    _check(file, move)
    if _write(file, _TAKEN, rows, "ON CONFLICT DO NOTHING") < len(rows):
        raise _SomeKnownError
    _write(file, _SUMMED, rollups, UPSERT)
    _move(file, move)
    return len(rows)


def _booked_carefully(file: sqlite3.Connection, rows: Sequence[Row], move: Move | None) -> int:
    """Find out first which of them are new."""
    _check(file, move)
    file.execute(_ARRIVING)
    _write(file, "INSERT OR IGNORE INTO temp.arriving VALUES", rows)
    file.execute(_KNOWN)
    fresh = file.execute(f"SELECT {_NAMES} FROM temp.arriving").fetchall()
    file.execute("DELETE FROM temp.arriving")
    new = _write(file, _TAKEN, fresh)
    _write(file, _SUMMED, added(fresh), UPSERT)
    _move(file, move)
    return new


def _check(file: sqlite3.Connection, move: Move | None) -> None:
    if move is not None and (stored := _stored(file, move.journal)) != move.after:
        raise Misplaced(stored)


def _move(file: sqlite3.Connection, move: Move | None) -> None:
    if move is not None:
        file.execute(_MOVED, (move.journal, move.upto.segment, move.upto.offset))


def _write(file: sqlite3.Connection, insert: str, rows: Sequence[Row], end: str = "") -> int:
    """How many were written."""
    written = first = 0
    for together in TOGETHER:
        if len(rows) - first < together:
            continue
        values = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * together)
        statement = f"{insert} {values} {end}"
        for first in range(first, len(rows) - together + 1, together):  # noqa: B020  where it stops is where the next begins
            written += file.execute(statement, list(chain.from_iterable(rows[first : first + together]))).rowcount
        first += together
    return written


def _stored(file: sqlite3.Connection, journal: str) -> Position:
    found = file.execute(_STORED, (journal,)).fetchone()
    return START if found is None else Position(*found)
