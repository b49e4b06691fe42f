"""Opened when it is needed, after the schema is known, and anew after it was closed or its file was replaced."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from records.ledger.books import Books
from records.ledger.journal.position import START, Position
from records.troubles import Away, Mismatch
from tests.journals import entry


async def test_books_are_opened_once_and_again(empty_url: str) -> None:
    """An empty database gets its tables; what was booked stays."""
    books = Books(empty_url)
    booking = await books.opened()
    assert await books.opened() is booking
    assert await booking.take("one", START, Position(1, 500), [entry(1)]) == 1
    await books.close()
    await books.close()
    assert await (await books.opened()).position("one") == Position(1, 500)
    await books.close()


async def test_a_deleted_file_is_noticed(tmp_path: Path) -> None:
    """SQLite would go on writing to it. Opened anew it is a new one."""
    books = Books(f"sqlite:///{tmp_path / 'x.db'}")
    await (await books.opened()).take("one", START, Position(1, 500), [entry(1)])
    books.same()
    (tmp_path / "x.db").unlink()
    with pytest.raises(Away, match="deleted or replaced"):
        books.same()
    with pytest.raises(Away, match="deleted or replaced"):
        await books.opened()
    await books.close()
    books.same()
    assert await (await books.opened()).position("one") == START
    await books.close()


async def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    """Before anything is written to it."""
    with closing(sqlite3.connect(tmp_path / "x.db")) as file:
        file.execute("CREATE TABLE cats (name)")
    with pytest.raises(Mismatch, match="cats"):
        await Books(f"sqlite:///{tmp_path / 'x.db'}").opened()
