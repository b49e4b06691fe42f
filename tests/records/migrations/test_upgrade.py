"""Alembic brings a schema from anywhere to the newest."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from records.migrations.statements import HEAD
from records.migrations.upgrade import upgrade_file, upgrade_server
from records.place import place
from records.postgresql import closed, connected
from records.schema import ready
from tests.postgres import Postgres

COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
)
INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"


def schema(path: Path) -> list[tuple[str, str]]:
    """Every table and index of a file, as it was told to SQLite; alembic words its own table its own way."""
    with closing(sqlite3.connect(path)) as file:
        return sorted(file.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"))


async def test_a_file_ends_as_a_new_one_begins(tmp_path: Path) -> None:
    """Version after version, or all at once by the driver."""
    by_driver, by_alembic = tmp_path / "driver.db", tmp_path / "alembic.db"
    await ready(f"sqlite:///{by_driver}")
    sqlite3.connect(by_alembic).close()
    for _ in range(2):  # the second time there is nothing to do
        await asyncio.to_thread(upgrade_file, place(f"sqlite:///{by_alembic}"))
    assert schema(by_alembic) == schema(by_driver)
    with closing(sqlite3.connect(by_alembic)) as file:
        assert file.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    await ready(f"sqlite:///{by_alembic}")


async def test_a_server_ends_as_a_new_one_begins(postgres: Postgres) -> None:
    """Two at once wait for each other."""
    urls = [postgres.database(), postgres.database()]
    await ready(urls[0])
    await asyncio.gather(*(upgrade_server(place(urls[1])) for _ in range(2)))
    found = []
    for url in urls:
        line = await connected(place(url).dsn)
        found.append(
            [[tuple(row) for row in await line.fetch(asked)] for asked in (COLUMNS, INDEXES, "SELECT version_num FROM alembic_version")]
        )
        await closed(line)
    assert found[0] == found[1]
    await ready(urls[1])
