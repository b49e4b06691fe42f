"""A journal goes into a database in order, each entry once, whatever becomes of a batch."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

import pytest

from records.ledger import shipment
from records.ledger.books import Books
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START, Position
from records.ledger.journal.segments import numbers as segments
from records.ledger.journal.segments import segment
from records.ledger.move import Misplaced
from records.ledger.refused import files, ids
from records.ledger.shipment import RefusedError, Shipment, Shipped
from records.troubles import Away
from tests.journals import entry, opened
from tests.shipping import SEGMENT, exactly

REFUSES = "CREATE TRIGGER no BEFORE INSERT ON entries WHEN NEW.request_id IN ({}) BEGIN SELECT RAISE(ABORT, 'not this one'); END"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are several."""
    monkeypatch.setattr(shipment, "LARGEST", 1_000)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of a file: what a server does differently is in tests/faults."""
    return f"sqlite:///{tmp_path / 'x.db'}"


@pytest.fixture
async def books(url: str) -> AsyncIterator[Books]:
    """Open."""
    opened = Books(url)
    await opened.opened()
    yield opened
    await opened.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """With three thousand entries, in many segments."""
    journal = opened(tmp_path / "journal", segment_size=SEGMENT)
    for number in range(3_000):
        journal.append(entry(number))
    return journal


def refuse(path: Path, *ids: str) -> None:
    """Entries with these request ids, from now on."""
    with closing(sqlite3.connect(path)) as file:
        file.execute(REFUSES.format(", ".join(repr(id) for id in ids)))


async def everything(books: Books, shipping: Shipment, root: Path) -> list[Shipped]:
    """Until there is nothing more."""
    done = [Shipped(more=True)]
    while done[-1].more:
        try:
            done.append(await shipping.ship(await books.opened(), books.same))
        except RefusedError as error:
            done.append(await shipping.leave_out(await books.opened(), root, str(error)))
    return done[1:]


async def refusal(books: Books, shipping: Shipment) -> RefusedError:
    """Of the first entry."""
    for _ in range(30):
        try:
            await shipping.ship(await books.opened(), books.same)
        except RefusedError as error:
            return error
    raise AssertionError("nothing was refused")


async def test_a_journal_is_shipped_in_order(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """And its segments go as they are booked, but for the one that is written to."""
    shipping = Shipment(journal, START)
    done = await everything(books, shipping, tmp_path)
    assert sum(one.new for one in done) == sum(one.entries for one in done) == 3_000
    assert max(one.entries for one in done) <= shipment.LARGEST
    assert max(one.newest for one in done) == entry(2_999).at
    assert shipping.position == journal.end
    assert segments(journal.folder) == [journal.end.segment]
    assert await shipping.ship(await books.opened(), books.same) == Shipped(more=False)
    journal.close()
    await exactly(url, 3_000)


async def test_the_next_batch_is_made_ready_ahead(books: Books, journal: Journal, url: str) -> None:
    """It comes to the same, also when one of them is given up halfway and what was made ready is for nothing."""
    shipping, done = Shipment(journal, START), [Shipped(more=True)]
    for turn in range(100):
        if not done[-1].more:
            break
        booking = await books.opened()
        with suppress(TimeoutError):
            async with asyncio.timeout(None if turn % 3 else 0.003):
                done.append(await shipping.ship(booking, books.same, ahead=True))
        if turn % 7 == 6:
            shipping.forget()
    assert not done[-1].more
    shipping.forget()
    journal.close()
    await exactly(url, 3_000)


async def test_the_database_is_believed(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """Who was cancelled while it booked has booked more than he knows."""
    booking = await books.opened()
    first = await Shipment(journal).ship(booking, books.same)
    again = Shipment(journal, START)
    assert await again.ship(booking, books.same) == Shipped(more=True)
    assert first.new + sum(part.new for part in await everything(books, again, tmp_path)) == 3_000
    journal.close()
    await exactly(url, 3_000)


async def test_what_a_backup_does_not_know_is_booked_again(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """As far as the journal still has it."""
    shipping = Shipment(journal, START)
    first = await shipping.ship(await books.opened(), books.same)
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as file:
        for table in ("entries", "rollups", "positions"):
            file.execute(f"DELETE FROM {table}")
    again = await everything(books, shipping, tmp_path)
    assert again[0] == Shipped(more=True)
    kept = sum(part.new for part in again)
    assert 3_000 - first.new <= kept < 3_000
    journal.close()
    await exactly(url, kept, 3_000 - kept)


async def test_a_position_that_others_keep_moving_is_an_error(books: Books, journal: Journal) -> None:
    """No journal has two who ship it; something is very wrong, and trying on at once would help nobody."""
    booking, shipping = await books.opened(), Shipment(journal, START)
    places = [START, *(Position(1, 100 * number) for number in range(1, 4))]
    for before, behind in pairwise(places[:-1]):
        await booking.take(journal.name, before, behind, [])
        assert await shipping.ship(booking, books.same) == Shipped(more=True)
    await booking.take(journal.name, places[-2], places[-1], [])
    with pytest.raises(Misplaced):
        await shipping.ship(booking, books.same)
    journal.close()


async def test_one_refused_entry_holds_up_no_other(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """It is found by halves, put aside with the words of the database, and passed over; so are several."""
    refuse(tmp_path / "x.db", "req_0", "req_1234", "req_1235", "req_2999")
    done = await everything(books, Shipment(journal, START), tmp_path)
    journal.close()
    assert sum(one.new for one in done) == 2_996
    assert len(done) < 100
    (file,) = files(tmp_path)
    assert file.name == f"refused-{journal.name}.ndjson"
    assert ids(file) == {"req_0.1", "req_1234.1", "req_1235.1", "req_2999.1"}
    assert b'"why":"IntegrityError: not this one"' in file.read_bytes()
    assert _count(tmp_path / "x.db") == 2_996


async def test_an_entry_is_passed_over_only_once_it_is_kept(books: Books, journal: Journal, tmp_path: Path) -> None:
    """There is no room beside the journals, so it stays where it is."""
    refuse(tmp_path / "x.db", "req_0")
    shipping = Shipment(journal, START)
    booking = await books.opened()
    for _ in range(2):
        refused = await refusal(books, shipping)
        with pytest.raises(FileNotFoundError):
            await shipping.leave_out(booking, tmp_path / "nowhere", str(refused))
    assert shipping.position == START
    assert refused.entry == entry(0)
    journal.close()


async def test_nothing_is_dropped_when_the_file_was_deleted(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """SQLite said it is booked, but nobody will ever find it."""
    shipping = Shipment(journal, START)
    booking = await books.opened()
    await booking.take("other", START, Position(1, 100), [])
    (tmp_path / "x.db").unlink()
    with pytest.raises(Away, match="deleted"):
        await shipping.ship(booking, books.same)
    assert segments(journal.folder)[0] == 1
    await books.close()
    assert sum(one.new for one in await everything(books, shipping, tmp_path)) == 3_000
    journal.close()
    await exactly(url, 3_000)


async def test_damage_is_passed_over_and_counted_once(books: Books, journal: Journal, url: str, tmp_path: Path) -> None:
    """In the middle of a batch."""
    path = segment(journal.folder, 1)
    data = bytearray(path.read_bytes())
    data[150] ^= 1  # in the first entry
    path.write_bytes(data)
    done = await everything(books, Shipment(journal, START), tmp_path)
    assert sum(one.new for one in done) == 2_999
    assert 100 < sum(one.damaged for one in done) < 1_000
    journal.close()
    await exactly(url, 2_999, 1)


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT COUNT(*) FROM entries").fetchone()[0])
