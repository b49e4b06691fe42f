"""What an error of a driver means."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from records.troubles import Away, Mismatch, judged


class StateError(Exception):
    """As asyncpg's are, and SQLAlchemy's around them."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("what the server said\nDETAIL: more")
        self.sqlstate = sqlstate


@pytest.mark.parametrize("state", ["08006", "57P01", "57P03", "53300", "53100", "40P01", "55P03"])
def test_what_passes_is_away(state: str) -> None:
    """Lost, going down, coming up, full, deadlocked, locked."""
    assert isinstance(judged(StateError(state), "postgresql://db/records"), Away)


@pytest.mark.parametrize(
    ("state", "told"), [("28P01", "password"), ("3D000", "no database of this name"), ("42501", "may not"), ("25006", "standby")]
)
def test_what_stays_is_a_mismatch_with_words(state: str, told: str) -> None:
    """One line; where it is, what it is, what the driver said."""
    found = judged(StateError(state), "postgresql://db/records")
    assert isinstance(found, Mismatch)
    assert str(found).startswith("postgresql://db/records: ")
    assert told in str(found)
    assert str(found).endswith("(what the server said)")


def test_a_socket_that_fails_is_away() -> None:
    """Whatever is wrong with the network."""
    for error in (ConnectionRefusedError("refused"), TimeoutError(), OSError("no such host")):
        assert isinstance(judged(error, "db"), Away)


def test_a_wrapped_error_is_what_it_wraps() -> None:
    """SQLAlchemy wraps twice."""
    inner, outer = StateError("57P01"), RuntimeError("wrapped")
    outer.__cause__ = ValueError("wrapped")
    outer.__cause__.__cause__ = inner
    assert isinstance(judged(outer, "db"), Away)


def test_a_mistake_of_ours_is_neither() -> None:
    """A wrong statement is nothing to wait for, and nothing an operator can mend."""
    assert judged(StateError("42601"), "db") is None
    assert judged(ValueError(), "db") is None
    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(":memory:").execute("SELEC 1")
    assert judged(wrong.value, "db") is None


def test_a_locked_file_is_away_and_a_foreign_one_is_a_mismatch(tmp_path: Path) -> None:
    """By SQLite's codes, not by its words."""
    path = tmp_path / "records.db"
    first, second = sqlite3.connect(path, timeout=0), sqlite3.connect(path, timeout=0)
    first.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError) as locked:
        second.execute("BEGIN EXCLUSIVE")
    assert isinstance(judged(locked.value, "db"), Away)
    first.close()
    second.close()
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError) as foreign:
        other.execute("SELECT 1 FROM sqlite_master")
    assert isinstance(judged(foreign.value, "db"), Mismatch)
    other.close()
