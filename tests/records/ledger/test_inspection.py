"""What of a journal is booked, waiting, missing, different, damaged or misplaced is found, and nothing is changed by looking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from records.database import Database
from records.ledger.books import Books
from records.ledger.inspection import Inspected, aside, folders, inspected, waiting
from records.ledger.journal.damage import put_aside as put_damage_aside
from records.ledger.journal.position import START, Position
from records.ledger.journal.segments import segment
from records.ledger.refused import put_aside
from records.ledger.shipment import Shipment
from tests.journals import NAME, Placed, entry, opened, written


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Of journals."""
    return tmp_path / "journal"


@asynccontextmanager
async def half_shipped(root: Path, url: str) -> AsyncIterator[list[Placed]]:
    """Of a dead process: two segments are booked, and one is not."""
    placed = written(root / NAME, [[entry(number) for number in range(first, first + 700)] for first in (0, 700)])
    books = Books(url)
    shipment = Shipment(_Kept(root / NAME))
    while (await shipment.ship(await books.opened(), books.same)).more:
        pass
    await books.close()
    yield [*placed, *_third(root)]


class _Kept:
    """A journal of which nothing is dropped."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name

    def drop(self, upto: Position) -> None:
        """Kept."""


def _third(root: Path) -> list[Placed]:
    """A segment more."""
    scratch = root.parent / "scratch" / NAME
    placed = written(scratch, [[], [], [entry(number) for number in range(1_400, 1_450)]])
    segment(scratch, 3).rename(segment(root / NAME, 3))
    return placed


async def found(database: Database, root: Path, since: int = 0) -> Inspected:
    """Of the one journal there is; its files are what they were."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    one = await inspected(database, root / NAME, since)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert one is not None
    return one


async def say(database: Database, statement: str) -> None:
    """To the database, behind our back."""
    async with database.writing() as connection:
        await connection.execute(text(statement))


async def test_a_journal_that_agrees(database: Database, empty_url: str, root: Path) -> None:
    """What is booked is in the database as it was written; the rest waits."""
    async with half_shipped(root, empty_url) as placed:
        one = await found(database, root)
    assert (one.alive, one.checked, one.waiting) == (False, 1_400, 50)
    assert one.waiting_bytes == sum(place.end - place.start for place in placed if place.segment == 3)
    assert one.well


async def test_entries_the_database_lacks_or_has_otherwise(database: Database, empty_url: str, root: Path) -> None:
    """They are named; one that was put aside, and those that are too old, need not be there."""
    async with half_shipped(root, empty_url):
        await say(database, "DELETE FROM entries WHERE request_id IN ('req_3', 'req_700', 'req_9')")
        await say(database, "UPDATE entries SET cost = cost + 1 WHERE request_id = 'req_1399'")
        put_aside(root, NAME, entry(9), "no")
        one = await found(database, root)
        assert (one.missing, one.differing, one.ids, one.well) == (2, 1, ["req_3.1", "req_700.1", "req_1399.1"], False)
        assert (await found(database, root, since=entry(701).at)).missing == 0


async def test_a_journal_that_was_never_booked_waits(database: Database, root: Path) -> None:
    """All of it."""
    written(root / NAME, [[entry(1), entry(2)]])
    one = await found(database, root)
    assert (one.booked, one.waiting, one.checked, one.well) == (START, 2, 0, True)


async def test_what_waits_is_counted_by_itself(database: Database, empty_url: str, root: Path) -> None:
    """Of all journals, what fits."""
    assert await waiting(database, root, lambda _: True) == 0
    async with half_shipped(root, empty_url):
        written(root / "20261121T101500Z-another", [[entry(1), entry(1_400)]])
        assert await waiting(database, root, lambda _: True) == 52
        assert await waiting(database, root, lambda one: one.id == "req_1400.1") == 2


async def test_damage_is_counted(database: Database, root: Path) -> None:
    """In the middle, and at a torn end; nothing is copied aside for being looked at."""
    placed = written(root / NAME, [[entry(1), entry(2), entry(3)]])
    path = segment(root / NAME, 1)
    data = bytearray(path.read_bytes()[:-5])
    data[placed[0].start + 20] ^= 1
    path.write_bytes(data)
    one = await found(database, root)
    assert one.damaged == placed[0].end - placed[0].start + placed[2].end - placed[2].start - 5
    assert (one.waiting, one.well) == (1, False)


@pytest.mark.parametrize(
    ("position", "gone", "words"),
    [
        ("(1, 100000)", [], "is booked up to byte 100,000 of segment 1, but ends at byte "),
        ("(7, 100)", [], "is booked up to byte 100 of segment 7, but ends at byte "),
        ("(1, 96)", [1, 2], "is booked up to segment 1, but the next one that is left is 3"),
        ("(1, 96)", [2, 3], "lacks segment 2 and 1 more"),
    ],
)
async def test_a_position_that_is_nowhere(database: Database, root: Path, position: str, gone: list[int], words: str) -> None:
    """The journal lost what was booked of it, or has lost what was not."""
    written(root / NAME, [[entry(number)] for number in range(1 if not gone else 4)])
    for number in gone:
        segment(root / NAME, number).unlink()
    segment_, offset = position.strip("()").split(",")
    await say(database, f"INSERT INTO positions (journal, segment, \"offset\") VALUES ('{NAME}', {segment_}, {offset})")
    one = await found(database, root)
    assert one.problem.startswith(words)
    assert not one.well


async def test_a_living_process_is_known_by_its_lock(database: Database, root: Path) -> None:
    """Which looking does not take."""
    journal = opened(root)
    journal.append(entry(1))
    one = await inspected(database, journal.folder, 0)
    assert one is not None
    assert (one.alive, one.waiting, one.well) == (True, 1, True)
    assert folders(root) == [journal.folder]
    journal.close()


async def test_a_journal_that_is_gone_meanwhile_is_shipped(database: Database, root: Path) -> None:
    """Between the list and the look."""
    assert await inspected(database, root / NAME, 0) is None
    assert folders(root) == []


def test_what_lies_aside_is_told(root: Path) -> None:
    """By file; and the folder of damage is no journal."""
    placed = written(root / NAME, [[entry(1), entry(2)]])
    put_aside(root, NAME, entry(1), "no")
    copy = put_damage_aside(root / NAME, 1, placed[1].start, placed[1].end)
    there = aside(root)
    assert there.refused == {f"refused-{NAME}.ndjson": 1}
    assert there.damaged == {copy.name: placed[1].end - placed[1].start}
    assert folders(root) == [root / NAME]
