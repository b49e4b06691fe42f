"""The ledger of one process while it serves."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from config.snapshot import Snapshot
from records.database import Database
from records.ledger.entry import Entry
from records.ledger.journal.trouble import JournalBroken
from records.ledger.keeping import Keeping, open_keeping
from records.troubles import Mismatch
from tests import booked
from tests.journals import entry
from tests.metering import Blocked
from tests.shipping import Told, exactly, until
from tests.tables import loaded


class Watched(Told, Blocked):
    """Everything that can be told."""

    def __init__(self) -> None:
        Told.__init__(self)
        Blocked.__init__(self)


def snapshot(folder: Path, database: str = "", **ledger: str) -> Snapshot:
    """Where nobody minds."""
    more = "".join(f"{name} = {value}\n" for name, value in ledger.items())
    where = database or f"sqlite:///{folder / 'x.db'}"
    return loaded(f'[store]\ndatabase = "{where}"\njournal = "{folder / "journal"}"\n[ledger]\n{more}')


def kept(snapshot: Snapshot, watch: Watched | None = None) -> Keeping:
    """One that is open, of this configuration."""
    keeping = open_keeping(lambda: snapshot, watch or Watched())
    assert keeping is not None
    return keeping


async def test_entries_go_to_the_database_while_callers_are_served(tmp_path: Path) -> None:
    """And when it closes, nothing is left beside it."""
    keeping = kept(snapshot(tmp_path))
    await keeping.begin()
    for number in range(3):
        keeping.intake.put(entry(number))
    await until(lambda: keeping.progress.entries == 0)
    keeping.intake.put(entry(3))
    await keeping.close()
    await exactly(f"sqlite:///{tmp_path / 'x.db'}", 4)
    assert list((tmp_path / "journal").iterdir()) == []


def test_without_a_ledger_there_is_none(tmp_path: Path) -> None:
    """Neither a journal nor a database is made."""
    assert open_keeping(lambda: snapshot(tmp_path, enabled="false"), Watched()) is None
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_cannot_be_written_is_told_at_once(tmp_path: Path) -> None:
    """Before a caller could be answered."""
    (tmp_path / "journal").write_text("")
    with pytest.raises(JournalBroken):
        open_keeping(lambda: snapshot(tmp_path), Watched())


async def test_a_database_of_another_version_is_not_served_with(tmp_path: Path) -> None:
    """And the start that came to nothing leaves no journal."""
    keeping = kept(snapshot(tmp_path))
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(Mismatch, match="something else"):
        await keeping.begin()
    await keeping.close()
    assert list((tmp_path / "journal").iterdir()) == []


async def test_a_database_that_is_away_is_served_without(tmp_path: Path) -> None:
    """The journal keeps what is to be booked, for the next start; nobody is kept waiting."""
    watch, began = Watched(), time.monotonic()
    keeping = kept(snapshot(tmp_path, "postgresql://nobody@127.0.0.1:9/none"), watch)
    await keeping.begin()
    assert time.monotonic() - began < 3
    keeping.intake.put(entry(0))
    await until(lambda: "away" in watch.words)
    await keeping.close()
    later = kept(snapshot(tmp_path))
    await later.begin()
    await until(lambda: later.progress.shipped == 1)
    await later.close()
    await exactly(f"sqlite:///{tmp_path / 'x.db'}", 1)


async def test_what_waits_in_memory_is_written_once_there_is_room(tmp_path: Path) -> None:
    """Also when no other call comes."""
    watch = Watched()
    keeping = kept(snapshot(tmp_path, max_journal_mb="1"), watch)
    number = 0
    while not keeping.intake.full:
        keeping.intake.put(entry(number))
        number += 1
    assert keeping.intake.waiting == 1
    await keeping.begin()
    await until(lambda: not keeping.intake.full)
    await keeping.close()
    assert [said for said, _ in watch.said] == ["blocked", "open"]
    await exactly(f"sqlite:///{tmp_path / 'x.db'}", number)


async def test_what_waits_in_memory_has_a_place_once_the_rest_is_shipped(tmp_path: Path) -> None:
    """At the last moment: what was shipped while it closed has made room."""
    watch = Watched()
    keeping = kept(snapshot(tmp_path, max_journal_mb="1"), watch)
    number = 0
    while not keeping.intake.full:
        keeping.intake.put(entry(number))
        number += 1
    await keeping.close()
    assert watch.lost == []
    later = kept(snapshot(tmp_path))
    await later.begin()
    await until(lambda: later.progress.shipped == 1)
    await later.close()
    await exactly(f"sqlite:///{tmp_path / 'x.db'}", number)


async def test_how_long_entries_are_kept_follows_the_file(tmp_path: Path) -> None:
    """As it is when somebody looks, not as it was at the start."""
    now, days = snapshot(tmp_path), 86_400_000_000
    held = [now]
    keeping = open_keeping(lambda: held[0], Watched())
    assert keeping is not None
    await keeping.begin()
    old = booked.made(1, at=int(time.time() * 1e6) - 400 * days)
    keeping.intake.put(old)
    keeping.intake.put(Entry(request_id="req_2", attempt=1, at=int(time.time() * 1e6)))
    await until(lambda: keeping.progress.entries == 0)
    held[0] = snapshot(tmp_path, keep_days="30")
    keeping._shipper._retire_at = 0.0  # an hour has passed

    async def numbers() -> list[str]:
        database = Database.open(f"sqlite:///{tmp_path / 'x.db'}")
        try:
            return [one.request_id for one in await booked.entries(database)]
        finally:
            await database.close()

    async with asyncio.timeout(30):
        while await numbers() != ["req_2"]:  # noqa: ASYNC110  a database tells nobody
            await asyncio.sleep(0.05)
    await keeping.close()


async def test_a_journal_that_somebody_deletes_is_told(tmp_path: Path) -> None:
    """Nobody meets that who writes to it, and what was lost nobody can count."""
    watch = Watched()
    keeping = kept(snapshot(tmp_path), watch)
    await keeping.begin()
    for path in keeping.intake.journal.folder.glob("*.seg"):
        path.unlink()
    keeping.intake.put(entry(1))
    await until(lambda: ("troubled", "gone") in watch.said)
    keeping.intake.put(entry(2))
    await keeping.close()
    assert watch.said.count(("troubled", "gone")) == 1
