"""Does a journal agree with the database? Read from its beginning to its end, without changing anything, also while it is shipped."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from fcntl import LOCK_NB, LOCK_SH, flock
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from records.database import Database
from records.ledger import refused
from records.ledger.entry import Entry
from records.ledger.journal.damage import PLACE
from records.ledger.journal.lock import LOCK
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import Read, read, unread
from records.ledger.journal.segments import HEADER, numbers, segment
from records.ledger.rows import COLUMNS, row

if TYPE_CHECKING:
    from sqlalchemy import Table

AT_ONCE = 500  # entries
AGAIN = 5  # times that a journal is looked at which is shipped meanwhile
SHOWN = 20  # ids of a kind
_Looked = TypeVar("_Looked")


class Inspected(Struct):
    """One journal."""

    name: str
    alive: bool  # its process is
    booked: Position
    checked: int = 0  # entries before that position, which are still in the journal
    missing: int = 0  # of these, entries that are not in the database
    differing: int = 0  # … and entries that are there, but say something else
    ids: list[str] = []  # of some of both
    waiting: int = 0  # entries behind the position: not shipped yet
    waiting_bytes: int = 0
    damaged: int = 0  # bytes that are no entries
    problem: str = ""  # with where it is booked up to

    @property
    def well(self) -> bool:
        """Nothing of it is to be looked at."""
        return not (self.missing or self.differing or self.damaged or self.problem)


class Aside(Struct):
    """What was put beside the journals for a person to look at."""

    refused: dict[str, int]  # entries, by the name of the file
    damaged: dict[str, int]  # bytes, likewise


def aside(root: Path) -> Aside:
    """As it is now."""
    damaged = {path.name: path.stat().st_size for path in sorted((root / PLACE).glob("*.damaged"))}
    return Aside({path.name: len(refused.ids(path)) for path in refused.files(root)}, damaged)


def folders(root: Path) -> list[Path]:
    """Of all journals, the living's and the dead's."""
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name != PLACE and not path.name.startswith("."))


async def inspected(database: Database, folder: Path, since: int) -> Inspected | None:
    """None when it is shipped and gone. Entries older than `since`, in microseconds, need not be in the database any more."""
    return await _held(folder, partial(_inspected, database, folder, since))


async def waiting(database: Database, root: Path, fits: Callable[[Entry], bool]) -> int:
    """How many such entries stand in journals, and are not in the database yet. Nothing else is read."""
    return sum([await _held(folder, partial(_waiting, database, folder, fits)) or 0 for folder in folders(root)])


async def _held(folder: Path, look: Callable[[], Awaitable[_Looked]]) -> _Looked | None:
    """What a look finds that was not disturbed; None when there is no such journal any more."""
    for attempt in range(AGAIN):
        try:
            return await look()
        except FileNotFoundError:  # a segment was dropped before it was read
            if not await asyncio.to_thread(folder.exists):
                return None
            await asyncio.sleep(0.1 * attempt)
    raise OSError(f"{folder} is shipped faster than it can be read: stop its gateway, or try again")


async def _booked(database: Database, folder: Path) -> Position:
    known = await database.ask('SELECT segment, "offset" FROM positions WHERE journal = :name', {"name": folder.name})
    return Position(*known[0]) if known else START


async def _waiting(database: Database, folder: Path, fits: Callable[[Entry], bool]) -> int:
    found, at = 0, await _booked(database, folder)
    async for behind in _behind(folder, at):
        found += sum(map(fits, behind.entries))
    return found


async def _behind(folder: Path, at: Position) -> AsyncIterator[Read]:
    """What stands there and after it, a portion at a time."""
    ended = False
    while not ended:
        found = await asyncio.to_thread(read, folder, at, AT_ONCE, keep_damage=False)
        yield found
        at, ended = found.upto, found.ended


async def _inspected(database: Database, folder: Path, since: int) -> Inspected:
    booked = await _booked(database, folder)
    found = Inspected(folder.name, _alive(folder), booked)
    here = numbers(folder)
    if not here:
        return found
    found.problem = _misplaced(folder, here, booked)
    excused = refused.ids(refused.file_of(folder.parent, folder.name))
    at = START
    while at < booked and (part := await asyncio.to_thread(_before, folder, at, booked)) is not None:
        at, entries, damaged = part
        found.damaged += damaged
        found.checked += len(entries)
        await _compare(database, found, [entry for entry in entries if entry.at >= since and entry.id not in excused])
    at = max(at, booked)
    async for behind in _behind(folder, at):
        at = behind.upto
        found.waiting += len(behind.entries)
        found.damaged += behind.damaged
    found.waiting_bytes = unread(folder, booked) if found.waiting else 0
    if not found.alive and at.segment == here[-1]:  # what a living process has not finished writing is no damage
        found.damaged += max(0, segment(folder, at.segment).stat().st_size - max(at.offset, HEADER))
    return found


def _before(folder: Path, after: Position, booked: Position) -> tuple[Position, Sequence[Entry], int] | None:
    """Entries from there on, none behind the position; None when there are no more."""
    most = AT_ONCE
    while True:
        found = read(folder, after, most, keep_damage=False)
        if found.upto <= booked:
            return (found.upto, found.entries, found.damaged) if found.upto > after else None
        if most == 1:
            return None
        most //= 2


def _misplaced(folder: Path, here: list[int], booked: Position) -> str:
    """Where segments are missing, and where the database knows more than the journal."""
    end = Position(here[-1], segment(folder, here[-1]).stat().st_size)
    if booked > end:
        return (
            f"is booked up to byte {booked.offset:,} of segment {booked.segment}, but ends at byte {end.offset:,} of segment {end.segment}"
        )
    if here[0] > booked.segment + 1:
        return f"is booked up to segment {booked.segment}, but the next one that is left is {here[0]}"
    if here[-1] - here[0] + 1 != len(here):
        gone = sorted({*range(here[0], here[-1])} - {*here})
        return f"lacks segment {gone[0]}" + (f" and {len(gone) - 1} more" if len(gone) > 1 else "")
    return ""


async def _compare(database: Database, found: Inspected, entries: list[Entry]) -> None:
    if not entries:
        return
    rows = {entry.id: row(entry) for entry in entries}
    there = await _there(database, list(rows.values()))
    for id, wanted in rows.items():
        kept = there.get(wanted[:4])
        if kept == wanted:
            continue
        if kept is None:
            found.missing += 1
        else:
            found.differing += 1
        if len(found.ids) < SHOWN:
            found.ids.append(id)


async def _there(database: Database, rows: Sequence[Sequence[Any]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of the database with the same keys, by key."""
    from sqlalchemy import select, tuple_  # noqa: PLC0415  slow to load, and needed by no gateway

    from records.tables.entries import ENTRIES  # noqa: PLC0415  the same

    table: Table = ENTRIES
    key = tuple_(*(table.c[name] for name in COLUMNS[:4]))
    question = select(*(table.c[name] for name in COLUMNS)).where(key.in_([tuple(row[:4]) for row in rows]))
    async with database.reading() as connection:
        return {tuple(kept[:4]): tuple(kept) for kept in (await connection.execute(question)).all()}


def _alive(folder: Path) -> bool:
    """Does somebody hold its lock? Nobody is kept from taking it for more than a moment."""
    try:
        file = os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        flock(file, LOCK_SH | LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
