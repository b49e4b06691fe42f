"""What a database says of entries is told from what it says of itself; a refused entry is kept whole, once."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it has no types of its own
import orjson
import pytest

from records.ledger.entry import Entry
from records.ledger.refused import blames_entries, files, ids, put_aside
from records.troubles import Away
from tests.journals import NAME, entry

FILE = sqlite3.connect(":memory:")
FILE.execute("CREATE TABLE one (x INTEGER PRIMARY KEY, y CHECK (y > 0))")


def said(statement: str, *values: object) -> Exception:
    """By SQLite itself."""
    try:
        FILE.execute(statement, values)
    except Exception as error:
        return error
    raise AssertionError(statement)


@pytest.mark.parametrize(
    "error",
    [
        said("SELECT ?", 2**70),
        said("SELECT ?", "\ud800"),
        said("SELECT ?", object()),
        said("INSERT INTO one VALUES (1, -1)"),
        said("SELECT CAST(zeroblob(2000000000) AS TEXT)"),
        asyncpg.exceptions.NumericValueOutOfRangeError("too large"),
        asyncpg.exceptions.CheckViolationError("no"),
        asyncpg.exceptions.ProgramLimitExceededError("an index row"),
        asyncpg.exceptions.DataError("invalid input for query argument"),
        ValueError("x"),
        KeyError("x"),
    ],
)
def test_some_errors_are_about_entries(error: Exception) -> None:
    """The next entry may be taken."""
    assert blames_entries(error)


@pytest.mark.parametrize(
    "error",
    [
        said("SELECT x FROM nowhere"),
        sqlite3.OperationalError("disk I/O error"),
        asyncpg.exceptions.UndefinedTableError("entries"),
        asyncpg.exceptions.InternalServerError("cache lookup failed"),
        asyncpg.exceptions.RaiseError("an operator's trigger"),
        Away("x"),
        RuntimeError("x"),
    ],
)
def test_others_are_not(error: Exception) -> None:
    """No entry would be taken."""
    assert not blames_entries(error)


def test_a_refused_entry_is_kept_whole(tmp_path: Path) -> None:
    """In a line of its own, with why, for nobody else to read."""
    path = put_aside(tmp_path, NAME, entry(7), "CheckViolationError: no")
    line = orjson.loads(path.read_bytes())
    assert (line["id"], line["why"]) == ("req_7.1", "CheckViolationError: no")
    assert line["entry"]["usage"]["input"] == 9
    assert line["entry"].keys() == set(Entry.__struct_fields__)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files(tmp_path) == [path]


def test_the_same_entry_is_kept_once(tmp_path: Path) -> None:
    """A process may die between putting it aside and passing it over."""
    for number in (1, 2, 1, 2):
        path = put_aside(tmp_path, NAME, entry(number), "no")
    assert ids(path) == {"req_1.1", "req_2.1"}
    assert len(path.read_bytes().splitlines()) == 2


def test_a_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    """The disk was full, or the machine died."""
    path = put_aside(tmp_path, NAME, entry(1), "no")
    path.write_bytes(path.read_bytes() + path.read_bytes()[:40])
    put_aside(tmp_path, NAME, entry(2), "no")
    assert ids(path) == {"req_1.1", "req_2.1"}
