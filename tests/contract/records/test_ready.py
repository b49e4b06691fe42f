"""Whether a database can be served with: what it becomes, and what an operator is told."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

import records.tables.entries
import records.tables.positions
import records.tables.rollups  # noqa: F401  the three are what the database is compared with
from records.database import Database, Mismatch, ready
from records.migrations.statements import HEAD, REVISIONS, VERSION_TABLE, statements
from tests.served import BARE, ROOT


async def write(url: str, *wanted: str) -> None:
    """Each statement, in the database at this URL."""
    database = Database.open(url)
    if database.kind == "sqlite":
        sqlite3.connect(database.place.path).close()
    try:
        async with database.writing() as connection:
            for statement in wanted:
                await connection.exec_driver_sql(statement)
    finally:
        await database.close()


async def versions(url: str) -> list[str]:
    """What alembic's table says."""
    database = Database.open(url)
    async with database.reading() as connection:
        found = list((await connection.exec_driver_sql("SELECT version_num FROM alembic_version")).scalars())
    await database.close()
    return found


async def made_at(url: str, revision: str) -> None:
    """A database as the version with this revision left it."""
    past = REVISIONS[: REVISIONS.index(revision) + 1]
    kind = Database.open(url).kind
    before = [statement for each in past for statement in statements(each, kind)]
    await write(url, *before, VERSION_TABLE, f"INSERT INTO alembic_version VALUES ('{revision}')")


def differences(connection: Connection) -> list[Any]:
    """Between our tables and those in the database; PostgreSQL's months are tables too, but not ours to name."""
    ours = set(SQLModel.metadata.tables)
    options = {"include_object": lambda _, name, kind, reflected, to: kind != "table" or not reflected or name in ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata))


async def test_an_empty_database_gets_the_schema_of_our_tables(empty_url: str) -> None:
    """Nothing less, nothing more; and once it has it, it is left alone."""
    await ready(empty_url)
    await ready(empty_url)
    assert await versions(empty_url) == [HEAD]
    database = Database.open(empty_url)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


@pytest.mark.parametrize("revision", ["", *REVISIONS])
async def test_an_older_schema_becomes_the_newest(empty_url: str, revision: str) -> None:
    """From every revision there ever was, by alembic: the same tables as a new database has."""
    if revision:
        await made_at(empty_url, revision)
    await ready(empty_url)
    assert await versions(empty_url) == [HEAD]
    database = Database.open(empty_url)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_many_may_come_at_once(empty_url: str) -> None:
    """Coroutines of one process, and processes."""
    command = [sys.executable, "-c", "import asyncio, sys; from records.database import ready; asyncio.run(ready(sys.argv[1]))", empty_url]
    processes = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=BARE) for _ in range(3)]
    await asyncio.gather(*(ready(empty_url) for _ in range(5)))
    assert [await process.wait() for process in processes] == [0, 0, 0]
    assert await versions(empty_url) == [HEAD]


async def test_a_newer_schema_is_refused(empty_url: str) -> None:
    """With what to do about it."""
    await ready(empty_url)
    await write(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Mismatch, match=rf"newer Model Bridge \(its schema is 9999, this one knows {HEAD}\): run that version, or restore"):
        await ready(empty_url)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (["CREATE TABLE orders (id INTEGER)", "CREATE TABLE users (id INTEGER)"], r"tables of something else \(orders, users\)"),
        (["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('ae1027a6acf')"], "another program"),
        ([VERSION_TABLE, "INSERT INTO alembic_version VALUES ('0001')"], "another program"),
    ],
)
async def test_a_database_of_something_else_is_refused(empty_url: str, there: list[str], told: str) -> None:
    """And left as it was."""
    await write(empty_url, *there)
    with pytest.raises(Mismatch, match=told + ".*database of its own"):
        await ready(empty_url)
    with pytest.raises(Mismatch, match="has not the tables"):
        await write(empty_url, "SELECT * FROM entries")


async def test_serving_loads_neither_sqlalchemy_nor_alembic(empty_url: str, tmp_path: Path) -> None:
    """A first start and a later one, and booking an entry: they would cost a second and twenty megabytes."""
    program = """
import asyncio, sys
from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.journal.position import START, Position
async def main(url):
    await ready(url)
    await ready(url)
    booking = Booking(Database.open(url))
    assert await booking.take("j", START, Position(1, 1), [Entry(request_id="r", attempt=1, at=1)]) == 1
    await booking.close()
asyncio.run(main(sys.argv[1]))
slow = {"sqlalchemy", "sqlmodel", "alembic", "asyncpg" if "sqlite" in sys.argv[1] else "aiosqlite"} & set(sys.modules)
sys.exit(f"loaded {slow}" if slow else 0)
"""
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program, empty_url], cwd=ROOT, env=BARE, check=False, timeout=60)
    assert done.returncode == 0
