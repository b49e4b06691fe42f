"""Booking into PostgreSQL: by COPY, straight to the entries; where some of them are known already, by way of a table beside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from records.ledger import partitions
from records.ledger.adding import Batch, added
from records.ledger.journal.position import START, Position
from records.ledger.move import Misplaced, Move
from records.ledger.rows import COLUMNS, Row
from records.ledger.sums import PLACE, SUMS, UPSERT
from records.migrations.statements import HEAD
from records.postgresql import Line, closed, connected

# Their names say the schema, because a pool between us and the server may hand us a connection that an older version had.
_ARRIVING, _ADDING = f"arriving_{HEAD}", f"adding_{HEAD}"
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_SUMMED = (*PLACE, *SUMS)
_ASIDE = "CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
# A server may be told to answer before a commit is on the disk; the journal drops what is booked, so here it may not.
_DURABLE = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
_KNOWN = 'INSERT INTO positions (journal, segment, "offset") VALUES ($1, 0, 0) ON CONFLICT DO NOTHING'
_STORED = 'SELECT segment, "offset" FROM positions WHERE journal = $1'
_MOVED = 'UPDATE positions SET segment = $2, "offset" = $3 WHERE journal = $1'
_FRESH = f"INSERT INTO entries ({_NAMES}) SELECT {_NAMES} FROM pg_temp.{_ARRIVING} ON CONFLICT DO NOTHING RETURNING {_NAMES}"
_ADDED = (
    f"INSERT INTO rollups ({', '.join(_SUMMED)}) SELECT {', '.join(_SUMMED)} FROM pg_temp.{_ADDING} ORDER BY {', '.join(PLACE)} {UPSERT}"
)
_AT = COLUMNS.index("at")
_KNOWN_ALREADY = "23505"  # a primary key that is there


class IntoPostgresql:
    """One connection, opened when it is needed and again after it was lost."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._line: Line | None = None
        self._turn = asyncio.Lock()
        self._made: set[date] = set()  # months around which there are partitions

    async def book(self, batch: Batch, move: Move | None) -> int:
        """How many of them were new."""
        async with self._turn:
            line = await self._open()
            try:
                await self._make_room(line, batch.rows)
                async with line.transaction():
                    return await _booked(line, batch, move)
            except Misplaced:
                raise
            except BaseException:  # a cancelled COPY too: what the connection still has to say is nobody's business
                self._drop_line()
                raise

    async def position(self, journal: str) -> Position:
        """How far it is booked."""
        async with self._turn:
            return _position(await (await self._open()).fetchrow(_STORED, journal))

    async def drop(self, before: int, most: int) -> int:
        """Drops the months that ended before, and deletes at most so many entries without a month; says how many of these."""
        async with self._turn:
            return await partitions.drop(await self._open(), before, most)

    async def close(self) -> None:
        """After what is being booked."""
        async with self._turn:
            if self._line is not None:
                await closed(self._line)
                self._line = None

    async def _open(self) -> Line:
        if self._line is None or self._line.is_closed():
            self._line = await connected(self._dsn)
        return self._line

    def _drop_line(self) -> None:
        if self._line is not None:
            self._line.terminate()
            self._line = None

    async def _make_room(self, line: Line, rows: Sequence[Row]) -> None:
        """Partitions for the time that most of these have: no clock is asked, and one that is wrong is outvoted."""
        times = sorted(at for row in rows if isinstance(at := row[_AT], int))
        if not times:
            return
        middle = times[len(times) // 2]
        month = partitions.month_of(middle)
        if month not in self._made and await partitions.make(line, partitions.wanted(middle)):
            self._made.add(month)


async def _booked(line: Line, batch: Batch, move: Move | None) -> int:
    await line.execute(_DURABLE)
    if move is not None:
        await line.execute(_KNOWN, move.journal)
        if (stored := _position(await line.fetchrow(f"{_STORED} FOR UPDATE", move.journal))) != move.after:
            raise Misplaced(stored)
    new = await _taken(line, batch) if batch.rows else 0
    if move is not None:
        await line.execute(_MOVED, move.journal, move.upto.segment, move.upto.offset)
    return new


async def _taken(line: Line, batch: Batch) -> int:
    adding = asyncio.ensure_future(batch.rollups())  # while the server writes what it is sent
    try:
        async with line.transaction():
            await line.copy_records_to_table("entries", records=batch.rows, columns=COLUMNS)
        new, rollups = len(batch.rows), await adding
    except Exception as error:
        if getattr(error, "sqlstate", "") != _KNOWN_ALREADY:
            raise
        await line.execute(_ASIDE.format(_ARRIVING, "entries"))
        await line.copy_records_to_table(_ARRIVING, records=batch.rows, columns=COLUMNS, schema_name="pg_temp")
        fresh = [tuple(row) for row in await line.fetch(_FRESH)]
        new, rollups = len(fresh), added(fresh)
    finally:
        adding.cancel()
    await line.execute(_ASIDE.format(_ADDING, "rollups"))
    await line.copy_records_to_table(_ADDING, records=rollups, columns=_SUMMED, schema_name="pg_temp")
    await line.execute(_ADDED)
    return new


def _position(found: Sequence[object] | None) -> Position:
    match found and tuple(found):
        case (int(segment), int(offset)):
            return Position(segment, offset)
    return START
