"""The database, for whoever asks it: connections of SQLAlchemy to a SQLite file or to PostgreSQL, opened when first used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from records.place import Place, identity, place
from records.postgresql import connected
from records.schema import ready
from records.sqlite import PATIENCE, PRAGMAS
from records.troubles import Away, Mismatch, judged, untabled

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["Away", "Database", "Mismatch", "Patience", "ready"]

STOPPED = 0.05  # seconds after which a question that goes on is told to stop once more: it may not have begun


class Patience(Struct, frozen=True):
    """How long it is waited for, in seconds, and how many ask at once."""

    connecting: float = 10.0
    answering: float = 60.0  # by `ask`; a year's sums take milliseconds
    turn: float = 10.0  # where all connections are taken
    readers: int = 4  # connections of one process


PATIENT = Patience()
# Of who asks over HTTP: he is told soon, takes little from others, and may ask again.
HASTY = Patience(connecting=2.0, answering=10.0, turn=2.0, readers=2)


class Database:
    """Open it once, after `ready`, and close it. Nothing is connected, nor SQLAlchemy loaded, before the first question."""

    def __init__(self, at: Place, patience: Patience = PATIENT) -> None:
        self.place = at
        self.patience = patience
        self._reading: AsyncEngine | None = None
        self._writing: AsyncEngine | None = None

    @classmethod
    def open(cls, url: str, patience: Patience = PATIENT) -> Database:
        """Asks nothing yet. Raises Mismatch for a URL that is none."""
        return cls(place(url), patience)

    @property
    def kind(self) -> Literal["sqlite", "postgresql"]:
        """Whose SQL it speaks."""
        return self.place.kind

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, so that several questions see the same rows; it cannot write. Raises Away when the database is."""
        if self._reading is None:  # loading what it takes is half a second, in which others have their turn
            engine = await asyncio.to_thread(_engine, self.place, self.patience, writes=False)
            self._reading = self._reading or engine
        async with _asked(self._reading, self.place) as connection:
            yield connection

    async def ask(self, question: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """The rows that answer it. Who stops waiting for them stops it in the database, too. Raises Away, also if it takes long."""
        try:
            async with asyncio.timeout(self.patience.answering), self.reading() as connection:
                return await _answer(connection, question, values)
        except TimeoutError as error:
            raise Away(f"{self.place.shown} did not answer within {self.patience.answering:g} s") from error

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end. SQLite has one writer at a time, in all processes together."""
        self._writing = self._writing or _engine(self.place, self.patience, writes=True)
        async with _asked(self._writing, self.place) as connection:
            yield connection

    async def close(self) -> None:
        """Every connection."""
        engines, self._reading, self._writing = (self._reading, self._writing), None, None
        for engine in engines:
            if engine is not None:
                await engine.dispose()


async def _answer(connection: AsyncConnection, question: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
    from sqlalchemy import text  # noqa: PLC0415  slow to load, and not needed to serve

    file = (await connection.get_raw_connection()).driver_connection if connection.dialect.name == "sqlite" else None
    asked = asyncio.ensure_future(connection.execute(text(question), values))
    try:
        return (await asyncio.shield(asked)).all()
    except asyncio.CancelledError:
        await _stop(asked, None if file is None else file.interrupt)
        raise


async def _stop(asked: asyncio.Future[Any], interrupt: Callable[[], Awaitable[None]] | None) -> None:
    """A server is told by the driver. A file is read by a thread, which nobody else can end."""
    while not asked.done():
        if interrupt is None:
            asked.cancel()
        else:
            await interrupt()
        with suppress(asyncio.CancelledError):
            await asyncio.wait([asked], timeout=STOPPED)
    if not asked.cancelled():
        asked.exception()  # whatever it was, it is over


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
        if untabled(error):
            raise Mismatch(f"{at.shown} has not the tables of this version yet: the gateway makes them when it starts") from error
        if type(error).__module__ == "sqlalchemy.exc" and type(error).__name__ == "TimeoutError":
            raise Away(f"{at.shown}: too many ask it at once") from error
        raise


def _engine(at: Place, patience: Patience, *, writes: bool) -> AsyncEngine:
    from sqlalchemy import URL, event  # noqa: PLC0415  slow to load, and not needed to serve
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415  as above

    size, turn = 1 if writes else patience.readers, patience.turn
    if at.kind == "postgresql":
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(connected, at.dsn, patience.connecting),
            pool_size=size,
            max_overflow=0,
            pool_timeout=turn,
            pool_pre_ping=True,  # the server may have been started anew
        )
        begin = "" if writes else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    else:
        file = URL.create("sqlite+aiosqlite", database=at.path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})
        waiting = {"timeout": PATIENCE, "isolation_level": None}
        engine = create_async_engine(file, connect_args=waiting, pool_size=size, max_overflow=0, pool_timeout=turn)
        event.listen(engine.sync_engine, "connect", partial(_set, pragmas=PRAGMAS if writes else (*PRAGMAS, "PRAGMA query_only = ON")))
        if not writes:  # who writes notices it himself, by `Books.same`: he has to look where he was
            event.listen(engine.sync_engine, "connect", partial(_mark, at=at))
            event.listen(engine.sync_engine, "checkout", partial(_same, at=at))
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


def _mark(_: DBAPIConnection, kept: ConnectionPoolEntry, at: Place) -> None:
    kept.info["file"] = identity(at)


def _same(_: DBAPIConnection, kept: ConnectionPoolEntry, __: object, at: Place) -> None:
    """SQLite goes on reading a file that was deleted or replaced: the pool is told to connect anew."""
    if kept.info.get("file") != identity(at):
        from sqlalchemy.exc import DisconnectionError  # noqa: PLC0415  as above

        raise DisconnectionError(f"{at.shown}: the file was deleted or replaced")
