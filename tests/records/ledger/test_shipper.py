"""The task that ships: it follows its journal, takes over those of the dead, waits for the database, and stops in time."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from records.database import Database
from records.ledger import shipper as shippers
from records.ledger.journal.segments import segment
from records.ledger.refused import files, ids
from records.ledger.shipper import Shipper
from records.troubles import Away
from tests import booked
from tests.journals import NAME, entry, written
from tests.shipping import Shipping, Told, exactly, of_a_newer_gateway, until


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Of a file: what a server does differently is in tests/faults."""
    return f"sqlite:///{tmp_path / 'x.db'}"


async def test_what_is_appended_is_in_the_database_within_a_second(tmp_path: Path, empty_url: str) -> None:
    """Also when nothing was for a while; and nothing is left at the end."""
    shipping = Shipping(tmp_path / "journal", empty_url)
    shipping.shipper.begin()
    await asyncio.sleep(0.2)
    for number in range(3):
        shipping.append(number, 1)
        assert shipping.shipper.progress.entries == 1
        began = time.monotonic()
        await shipping.all_shipped()
        assert time.monotonic() - began < 3  # about half a second, on a machine with nothing else to do
        await asyncio.sleep(0.1)
    progress = shipping.shipper.progress
    assert (progress.up, progress.shipped, progress.bytes, progress.age, progress.failures) == (True, 3, 0, 0.0, 0)
    await shipping.close()
    assert list((tmp_path / "journal").iterdir()) == []
    await exactly(empty_url, 3)


async def test_the_schema_is_there_before_the_first_entry(tmp_path: Path, url: str) -> None:
    """Others ask the database, too."""
    shipping = Shipping(tmp_path / "journal", url)
    shipping.shipper.begin()
    await until((tmp_path / "x.db").exists)
    await asyncio.sleep(0.3)
    await shipping.close()
    await exactly(url, 0)


async def test_a_quiet_shipper_is_quiet(tmp_path: Path, url: str) -> None:
    """Two looks a second at a number are all it does."""
    shipping = Shipping(tmp_path / "journal", url)
    shipping.shipper.begin()
    await asyncio.sleep(1)
    before = time.process_time()
    await asyncio.sleep(2)
    assert time.process_time() - before < 0.1
    await shipping.close()


async def test_journals_of_the_dead_are_shipped_too(tmp_path: Path, url: str) -> None:
    """Each by turns with its own, and removed; the entries of each once."""
    root = tmp_path / "journal"
    written(root / NAME, [[entry(number) for number in range(700)], [entry(number) for number in range(700, 1_000)]])
    written(root / NAME.replace("2026", "2025"), [[entry(number) for number in range(1_000, 1_500)]])
    shipping = Shipping(root, url)
    shipping.append(1_500, 500)
    shipping.shipper.begin()
    await until(lambda: shipping.shipper.progress.shipped == 2_000)
    await until(lambda: [path.name for path in root.iterdir()] == [shipping.journal.name])
    await until(lambda: shipping.shipper.progress.bytes == 0)
    await shipping.close()
    await exactly(url, 2_000)


async def test_one_that_dies_later_is_found_later(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker of this gateway, say."""
    monkeypatch.setattr(shippers, "LOOK", 0.2)
    shipping = Shipping(tmp_path, url)
    shipping.shipper.begin()
    await asyncio.sleep(0.5)
    written(tmp_path / NAME, [[entry(number) for number in range(10)]])
    await until(lambda: shipping.shipper.progress.shipped == 10)
    await shipping.close()
    await exactly(url, 10)


async def test_an_unfit_database_stops_the_shipping_until_it_is_mended(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says why, once; the journal keeps everything."""
    monkeypatch.setattr("records.ledger.outage.UNFIT", 0.2)
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("CREATE TABLE cats (name)")
    shipping = Shipping(tmp_path / "journal", url)
    shipping.append(0, 10)
    shipping.shipper.begin()
    await until(lambda: "cats" in shipping.shipper.progress.mismatch)
    progress = shipping.shipper.progress
    assert (progress.up, progress.entries, progress.shipped) == (False, 10, 0)
    assert progress.bytes > 1_000
    await until(lambda: shipping.shipper.progress.failures > 2)
    (tmp_path / "x.db").unlink()
    await shipping.all_shipped()
    assert shipping.shipper.progress.mismatch == ""
    assert shipping.told.words == ["unfit", "back"]
    await shipping.close()
    await exactly(url, 10)


async def test_how_long_the_oldest_waits_is_known(tmp_path: Path) -> None:
    """While it cannot be shipped."""
    now = entry(0).at / 1e6 + 100
    shipping = Shipping(tmp_path / "journal", f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}", clock=lambda: now)
    shipping.append(0, 10)
    assert shipping.shipper.progress.age == 0.0
    await shipping.shipper.turn()
    now += 25
    progress = shipping.shipper.progress
    assert (progress.age, progress.failures) == (25.0, 1)
    assert "no folder" in progress.mismatch
    await shipping.close()
    assert len(list((tmp_path / "journal").iterdir())) == 1


async def test_a_refused_entry_is_told_by_its_id(tmp_path: Path, url: str) -> None:
    """Once, and counted; the others are booked."""
    shipping = Shipping(tmp_path / "journal", url)
    await shipping.shipper.turn()
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("CREATE TRIGGER no BEFORE INSERT ON entries WHEN NEW.request_id = 'req_70' BEGIN SELECT RAISE(ABORT, 'no'); END")
    shipping.append(0, 100)
    shipping.shipper.begin()
    await shipping.all_shipped()
    progress = shipping.shipper.progress
    assert (progress.shipped, progress.refused, progress.up) == (99, 1, True)
    assert shipping.told.lines == [("refused", "req_70.1", "IntegrityError: no")]
    assert [ids(path) for path in files(tmp_path / "journal")] == [{"req_70.1"}]
    await shipping.close()


async def test_when_everything_is_refused_little_is_put_aside(tmp_path: Path, url: str) -> None:
    """It is hardly the entries' fault: after some, slowly, so that there is time to mend it."""
    shipping = Shipping(tmp_path / "journal", url)
    await shipping.shipper.turn()
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as file:
        file.execute("CREATE TRIGGER no BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'no'); END")
        shipping.append(0, 100)
        shipping.shipper.begin()
        await until(lambda: shipping.shipper.progress.refused >= shippers.FEW)
        await asyncio.sleep(1.5)
        refused = shipping.shipper.progress.refused
        assert refused < 12
        file.execute("DROP TRIGGER no")
    await shipping.all_shipped()
    await shipping.close()
    database = Database.open(url)
    assert len(await booked.entries(database)) == 100 - shipping.shipper.progress.refused
    await database.close()


async def test_a_database_that_refuses_everything_else_is_away(tmp_path: Path, url: str) -> None:
    """No entry is put aside because somebody dropped a table."""
    shipping = Shipping(tmp_path / "journal", url)
    await shipping.shipper.turn()
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("ALTER TABLE rollups RENAME TO gone")
    shipping.append(0, 100)
    shipping.shipper.begin()
    await until(lambda: shipping.shipper.progress.failures > 1)
    assert shipping.told.words == ["away"]
    assert "rollups" in shipping.told.lines[0][1]
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("ALTER TABLE gone RENAME TO rollups")
    await shipping.all_shipped()
    assert (shipping.told.words, files(tmp_path / "journal")) == (["away", "back"], [])
    await shipping.close()
    await exactly(url, 100)


async def test_a_journal_that_cannot_be_read_keeps_no_other_waiting(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told once, and tried again."""
    monkeypatch.setattr(shippers, "LOOK", 0.1)
    root = tmp_path / "journal"
    written(root / NAME, [[entry(1)]])
    of_a_newer_gateway(root / NAME)
    shipping = Shipping(root, url)
    shipping.append(0, 10)
    shipping.shipper.begin()
    await shipping.all_shipped()
    await asyncio.sleep(0.5)
    assert shipping.told.words == ["stuck"]
    assert "newer version" in shipping.told.lines[0][1]
    assert shipping.shipper.progress.up
    await shipping.close()
    await exactly(url, 10)


async def test_damaged_bytes_are_told_once(tmp_path: Path, url: str) -> None:
    """With whose journal it is."""
    shipping = Shipping(tmp_path / "journal", url)
    shipping.append(0, 10)
    path = segment(shipping.journal.folder, 1)
    with path.open("r+b") as file:
        file.seek(150)
        file.write(b"?")
    shipping.shipper.begin()
    await shipping.all_shipped()
    damaged = shipping.shipper.progress.damaged
    assert 50 < damaged < 1_000
    assert shipping.told.lines == [("damaged", shipping.journal.name, str(damaged))]
    await shipping.close()
    await exactly(url, 9, 1)


async def test_what_was_just_appended_is_shipped_at_the_end(tmp_path: Path, url: str) -> None:
    """Whatever the shipper is about when it is told to stop."""
    total = 0
    for delay in (0.0, 0.001, 0.01, 0.05, 0.2):
        shipping = Shipping(tmp_path / "journal", url)
        shipping.append(total, 2_500)
        total += 2_500
        shipping.shipper.begin()
        await asyncio.sleep(delay)
        await shipping.close()
        assert list((tmp_path / "journal").iterdir()) == []
    await exactly(url, total)


async def test_stopping_does_not_wait_for_a_database(tmp_path: Path, url: str) -> None:
    """The next start ships what is left."""
    shipping = Shipping(tmp_path / "journal", url, stopping=0.3)
    await shipping.shipper.turn()
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        shipping.append(0, 10)
        shipping.shipper.begin()
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await shipping.close()
        assert time.monotonic() - began < 2
        file.execute("ROLLBACK")
    again = Shipping(tmp_path / "journal", url)
    again.shipper.begin()
    await until(lambda: [path.name for path in (tmp_path / "journal").iterdir()] == [again.journal.name])
    await again.close()
    await exactly(url, 10)


async def test_old_entries_are_let_go_of(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Soon after the start and then from time to time, some at a time; their sums stay."""
    monkeypatch.setattr(shippers, "SOON", 0.1)
    day, keep = 86_400.0, [0]
    shipping = Shipping(tmp_path, empty_url, keep_days=lambda: keep[0], clock=lambda: entry(0).at / 1e6 + 150 * day)
    shipping.append(0, 2_500)
    shipping.shipper.begin()
    database = Database.open(empty_url)
    await shipping.all_shipped()
    keep[0] = 90  # as after an edit of gateway.toml
    for _ in range(300):
        await asyncio.sleep(0.05)
        if not (left := await booked.entries(database)):
            break
    assert left == []
    assert await booked.total(database, "attempts") == 2_500
    await database.close()
    await shipping.close()


async def test_the_dead_are_shipped_without_a_journal_of_its_own(tmp_path: Path, url: str) -> None:
    """Once, by hand; a database that is away ends it."""
    written(tmp_path / NAME, [[entry(number) for number in range(30)]])
    told = Told()
    nowhere = Shipper(tmp_path, None, "postgresql://nobody@127.0.0.1:1/x", watch=told)
    with pytest.raises(Away):
        await nowhere.ship_the_dead()
    progress = await Shipper(tmp_path, None, url, watch=told).ship_the_dead()
    assert (progress.shipped, progress.entries) == (30, 0)
    assert (await Shipper(tmp_path, None, url).ship_the_dead()).shipped == 0
    await exactly(url, 30)


def test_nothing_heavy_is_loaded_with_it() -> None:
    """A gateway loads it before it is ready."""
    heavy = "('sqlalchemy', 'sqlmodel', 'alembic', 'asyncpg', 'aiosqlite')"
    said = subprocess.run(
        [sys.executable, "-c", f"import records.ledger.shipper, sys; print([name for name in {heavy} if name in sys.modules])"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout == "[]\n"


async def test_what_the_database_forgot_hides_nothing(tmp_path: Path, url: str) -> None:
    """Entries that are booked again are counted again, but those behind them still wait."""
    shipping = Shipping(tmp_path / "journal", url)
    shipping.append(0, 300)
    while shipping.shipper.progress.entries:
        await shipping.shipper.turn()
    for path in tmp_path.glob("x.db*"):
        path.unlink()
    shipping.append(300, 1)
    for _ in range(3):  # the file is gone; it is made again; the database knows of nothing
        await shipping.shipper.turn()
    assert shipping.shipper.progress.shipped >= 300
    shipping.append(301, 9)
    assert shipping.shipper.progress.entries > 0
    await shipping.close()
    assert list((tmp_path / "journal").iterdir()) == []
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        assert file.execute("SELECT MAX(at) FROM entries").fetchone() == (entry(309).at,)
