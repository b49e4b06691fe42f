"""The database, for whoever asks it: connections of SQLAlchemy to a SQLite file or to PostgreSQL, opened when first used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal

from records.place import Place, place
from records.postgresql import connected
from records.schema import ready
from records.sqlite import PATIENCE, PRAGMAS
from records.troubles import Away, Mismatch, judged

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

__all__ = ["Away", "Database", "Mismatch", "ready"]

READERS = 4  # connections of one process; a question more waits for one
WAIT = 10.0  # seconds for that


class Database:
    """Open it once, after `ready`, and close it. Nothing is connected, nor SQLAlchemy loaded, before the first question."""

    def __init__(self, at: Place) -> None:
        self.place = at
        self._reading: AsyncEngine | None = None
        self._writing: AsyncEngine | None = None

    @classmethod
    def open(cls, url: str) -> Database:
        """Asks nothing yet. Raises Mismatch for a URL that is none."""
        return cls(place(url))

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Whose SQL it speaks."""
        return self.place.kind

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, so that several questions see the same rows; it cannot write. Raises Away when the database is."""
        self._reading = self._reading or _engine(self.place, writes=False)
        async with _asked(self._reading, self.place) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end. SQLite has one writer at a time, in all processes together."""
        self._writing = self._writing or _engine(self.place, writes=True)
        async with _asked(self._writing, self.place) as connection:
            yield connection

    async def close(self) -> None:
        """Every connection."""
        engines, self._reading, self._writing = (self._reading, self._writing), None, None
        for engine in engines:
            if engine is not None:
                await engine.dispose()


@asynccontextmanager
async def _asked(engine: AsyncEngine, at: Place) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
    except (Away, Mismatch):
        raise
    except Exception as error:
        if told := judged(error, at.shown):
            raise told from error
        raise


def _engine(at: Place, *, writes: bool) -> AsyncEngine:
    from sqlalchemy import URL, event  # noqa: PLC0415  slow to load, and not needed to serve
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  as above

    size = 1 if writes else READERS
    if at.kind == "postgresql":
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(connected, at.dsn),
            pool_size=size,
            max_overflow=0,
            pool_timeout=WAIT,
            pool_pre_ping=True,  # the server may have been started anew
        )
        begin = "" if writes else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    else:
        file = URL.create("sqlite+aiosqlite", database=at.path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})
        waiting = {"timeout": PATIENCE, "isolation_level": None}
        engine = create_async_engine(file, connect_args=waiting, pool_size=size, max_overflow=0, pool_timeout=WAIT)
        event.listen(engine.sync_engine, "connect", partial(_set, pragmas=PRAGMAS if writes else (*PRAGMAS, "PRAGMA query_only = ON")))
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    def at_begin(connection: Connection) -> None:
        if begin:
            connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "begin", at_begin)
    return engine


def _set(connection: DBAPIConnection, _: object, pragmas: Sequence[str]) -> None:
    """As `opened` does; here SQLAlchemy opens the file, in a thread that nobody has to wait for at the end."""
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(pragma)
    cursor.close()
