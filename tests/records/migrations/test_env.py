"""Alembic finds what it runs beside the versions, wherever it is started."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from records.migrations.upgrade import upgrade_file
from records.place import place


def test_no_file_of_alembic_is_needed_where_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And none is left there."""
    elsewhere = tmp_path / "50 %"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    sqlite3.connect("records.db").close()
    upgrade_file(place("sqlite:///records.db"))
    assert {path.name for path in elsewhere.iterdir()} <= {"records.db", "records.db-wal", "records.db-shm"}


def test_an_upgrade_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    """Changes of the schema are part of the transaction, in SQLite too."""
    path = tmp_path / "records.db"
    file = sqlite3.connect(path)
    file.execute("CREATE TABLE positions (something INTEGER)")  # the last table of the first version is in its way
    file.commit()
    with pytest.raises(Exception, match="positions"):
        upgrade_file(place(f"sqlite:///{path}"))
    assert file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("positions",)]
    file.close()
