"""`modelbridge ledger`: says whether everything agrees, with an exit code; and ships what was left."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from records.ledger.books import Books
from records.ledger.journal.position import START, Position
from records.ledger.journal.segments import segment
from records.ledger.refused import put_aside
from tests.commanded import commanded
from tests.journals import NAME, entry, written
from tests.shipping import exactly


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A folder in which a gateway was killed: some entries are booked, and some are not."""
    written(tmp_path / "journal" / NAME, [[entry(number) for number in range(20)], [entry(number) for number in range(20, 30)]])
    return tmp_path


async def ship_first(folder: Path) -> None:
    """Its first segment."""
    books, size = Books(f"sqlite:///{folder / 'modelbridge.db'}"), segment(folder / "journal" / NAME, 1).stat().st_size
    await (await books.opened()).take(NAME, START, Position(1, size), [entry(number) for number in range(20)])
    await books.close()


async def test_what_is_left_is_said_and_shipped(left: Path) -> None:
    """And then everything agrees."""
    await ship_first(left)
    done = commanded(left, "ledger", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert "sqlite:///modelbridge.db: 1 day from 2027-01-15 to 2027-01-15, every sum is that of its entries" in done.stdout
    assert f"journal {NAME}, left by a process that is dead: 10 entries (" in done.stdout
    done = commanded(left, "ledger", "ship")
    assert (done.returncode, done.stdout) == (0, "Shipped 10 entries that were not in the database yet.\n")
    assert not (left / "journal" / NAME).exists()
    assert commanded(left, "ledger", "verify").stdout.endswith("\nJournal, entries and rollups agree.\n")
    await exactly(f"sqlite:///{left / 'modelbridge.db'}", 30)


async def test_what_does_not_agree_is_told_in_words(left: Path) -> None:
    """Whatever it is; and it is a failure."""
    await ship_first(left)
    with closing(sqlite3.connect(left / "modelbridge.db", isolation_level=None)) as file:
        file.execute("UPDATE rollups SET cost = cost + 1 WHERE dimension = 'provider' AND span = 'hour'")
        file.execute("UPDATE entries SET finish = 'length' WHERE request_id = 'req_3'")
    put_aside(left / "journal", "another", entry(99), "no")
    done = commanded(left, "ledger", "verify")
    assert done.returncode == 1
    for words in (
        "1 sum differs",
        "hour 2027-01-15T08:00:00Z, provider 'openai' of 'acme': cost is 2,461 in the rollup, 2,460 by the entries",
        "1 of 20 entries that are booked says something else in the database",
        "such as req_3.1",
        "refused-another.ndjson: 1 entry that the database would not take",
        "Something is to be looked at",
    ):
        assert words in done.stdout, words


async def test_a_program_is_told_as_json(left: Path) -> None:
    """The same."""
    await ship_first(left)
    with closing(sqlite3.connect(left / "modelbridge.db", isolation_level=None)) as file:
        file.execute("DELETE FROM entries WHERE request_id = 'req_7'")
    done = commanded(left, "ledger", "verify", "--json")
    told = orjson.loads(done.stdout)
    assert (done.returncode, told["ok"], told["days"], told["first"]) == (1, False, 1, "2027-01-15")
    assert told["differing"] == len(told["differences"]) > 100
    assert told["journals"][0]["ids"] == ["req_7.1"]
    assert told["aside"] == {"refused": {}, "damaged": {}}


async def test_only_whole_days_from_a_moment_on_are_compared(left: Path) -> None:
    """What is older is nobody's business."""
    await ship_first(left)
    with closing(sqlite3.connect(left / "modelbridge.db", isolation_level=None)) as file:
        file.execute("DELETE FROM entries")
    assert commanded(left, "ledger", "verify", "--since", "2027-01-15").returncode == 1
    done = commanded(left, "ledger", "verify", "--since", "2027-01-15T00:00:01Z")
    assert (done.returncode, "nothing is booked" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("verify",), 1, "there is no database yet"),
        (("ship",), 1, "there is no database yet"),
        (("verify", "--since", "yesterday"), 2, "write a date"),
        (("ship", "--json"), 2, "neither --since nor --json"),
        (("verify", "--config", "broken.toml"), 2, "prt"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    """With the exit code of its kind."""
    (tmp_path / "broken.toml").write_text("[server]\nprt = 1\n")
    done = commanded(tmp_path, "ledger", *arguments)
    assert (done.returncode, words in done.stderr, done.stdout) == (code, True, "")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.toml"]


@pytest.mark.parametrize("journals", [True, False])
def test_a_database_of_something_else_is_left_alone(left: Path, *, journals: bool) -> None:
    """Neither verified nor shipped to, also when there is nothing to ship."""
    with closing(sqlite3.connect(left / "modelbridge.db")) as file:
        file.execute("CREATE TABLE cats (name)")
    if not journals:
        shutil.rmtree(left / "journal")
    for what in ("verify", "ship"):
        done = commanded(left, "ledger", what)
        assert (done.returncode, "cats" in done.stderr, done.stdout) == (1, True, "")


async def test_what_is_left_is_shipped_to_a_database_that_is_made_for_it(left: Path) -> None:
    """It was deleted, or the gateway was killed before it made one."""
    done = commanded(left, "ledger", "ship")
    assert (done.returncode, done.stdout) == (0, "Shipped 30 entries that were not in the database yet.\n")
    await exactly(f"sqlite:///{left / 'modelbridge.db'}", 30)


def test_verifying_makes_no_tables(tmp_path: Path) -> None:
    """A file with nothing in it stays so."""
    (tmp_path / "modelbridge.db").touch()
    done = commanded(tmp_path, "ledger", "verify")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge: sqlite:///modelbridge.db is empty: ")
    assert [(path.name, path.stat().st_size) for path in tmp_path.iterdir()] == [("modelbridge.db", 0)]


def test_no_secret_but_the_database_is_needed(tmp_path: Path) -> None:
    """Who asks it may have none of the gateway's."""
    (tmp_path / "gateway.toml").write_text('[admin]\ntoken = "env:ADMIN"\n[keys.ci]\nkey = "env:CI"\n[store]\ndatabase = "env:DB"\n')
    done = commanded(tmp_path, "ledger", "verify", environment={"DB": "sqlite:///x.db"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge: sqlite:///x.db: there is no ")
    bare = commanded(tmp_path, "ledger", "verify")
    assert (bare.returncode, "store.database: the environment variable DB is not set" in bare.stderr, "admin" in bare.stderr) == (
        2,
        True,
        False,
    )
