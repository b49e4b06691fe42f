"""An older schema is brought to the newest, by one process at a time."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection as File

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.ext.asyncio import create_async_engine

from records.place import Place
from records.postgresql import SCHEMA_LOCK, connected
from records.sqlite import opened

# A change that would have to wait for a long query gives up, instead of holding up everybody behind it.
NO_QUEUE = "SET LOCAL lock_timeout = '5s'"
_HERE = Path(__file__).parent


def upgrade_file(place: Place) -> None:
    """Blocks: SQLite has one writer, and meanwhile that is this. Raises what the driver raises."""

    def file() -> File:
        return opened(place.path)

    engine = create_engine("sqlite://", creator=file, poolclass=NullPool)
    event.listen(engine, "begin", _exclusive)
    _run(engine)


async def upgrade_server(place: Place) -> None:
    """Whoever comes second finds nothing left to do."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: connected(place.dsn), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK})")
            await connection.exec_driver_sql(NO_QUEUE)
            await connection.run_sync(_newest)
    finally:
        await engine.dispose()


def _exclusive(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


def _run(engine: Engine) -> None:
    with engine.begin() as connection:
        _newest(connection)


def _newest(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
