"""Is the database's schema the one this version knows? An empty database gets it, an older one is brought up to it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing

from records.migrations.statements import HEAD, REVISIONS, whole
from records.place import Place, place
from records.postgresql import SCHEMA_LOCK, Line, closed, connected
from records.sqlite import PATIENCE, opened
from records.troubles import Away, Mismatch, judged

OLDEST_SERVER = 13
_EMPTY = ""
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
"""


async def ready(url: str) -> None:
    """Returns once the schema is the newest. Many processes may come at once. Raises Mismatch (do not serve) or Away (ask again later)."""
    at = place(url)
    async with _told(at):
        if at.kind == "sqlite":
            await asyncio.to_thread(_file_ready, at)
        else:
            await _server_ready(at)


async def current(url: str) -> None:
    """Returns if the schema is the newest. For who only reads: nothing is written or locked, a standby will do. Raises as `ready` does."""
    at = place(url)
    if at.kind == "sqlite" and not at.path.exists():
        raise Mismatch(f"{at.shown}: there is no database yet")
    async with _told(at):
        newest(at.shown, await (asyncio.to_thread(_file_now, at) if at.kind == "sqlite" else _server_now(at)))


def newest(shown: str, found: str) -> None:
    """Is what `standing` found the newest? Raises Mismatch."""
    if found == _EMPTY:
        raise Mismatch(f"{shown} is empty: the gateway makes its tables when it starts")
    if found != HEAD:
        raise Mismatch(
            f"{shown} is of an older Model Bridge (its schema is {found}, this one knows {HEAD}): "
            "a gateway of this version brings it up to date when it starts"
        )


@asynccontextmanager
async def _told(at: Place) -> AsyncIterator[None]:
    """A driver's error as what it means."""
    try:
        yield
    except (Away, Mismatch):
        raise
    except Exception as error:
        if told := judged(error, at.shown):
            raise told from error
        raise


def standing(shown: str, tables: Iterable[str], versions: Iterable[str]) -> str:
    """Which revision a database with these tables and these marks is at; empty for an empty one. Raises Mismatch."""
    there, marks = set(tables), list(versions)
    match marks:
        case []:
            others = sorted(there - {"alembic_version"})
            if not others:
                return _EMPTY
            named = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
            raise Mismatch(f"{shown} holds tables of something else ({named}): give Model Bridge a database of its own")
        case [mark] if "positions" in there and mark in REVISIONS:
            return mark
        case [mark] if "positions" in there and re.fullmatch(r"\d{4}", mark) and mark > HEAD:
            raise Mismatch(
                f"{shown} is of a newer Model Bridge (its schema is {mark}, this one knows {HEAD}): "
                "run that version, or restore the backup made before it"
            )
    raise Mismatch(
        f"{shown} is kept by another program (its alembic_version is {', '.join(marks)}): give Model Bridge a database of its own"
    )


def _file_ready(at: Place) -> None:
    with closing(opened(at.path, make=True)) as file:
        found = _file_standing(at, file)  # before anything is changed: it may be somebody else's
        _write_ahead(file)
        file.execute("BEGIN EXCLUSIVE" if found != HEAD else "BEGIN IMMEDIATE")  # it may be written to, then
        try:
            found = _file_standing(at, file)
            for statement in whole("sqlite") if found == _EMPTY else ():
                file.execute(statement)
            file.execute("COMMIT")
        except BaseException:
            file.execute("ROLLBACK")
            raise
    if found not in (_EMPTY, HEAD):
        from records.migrations.upgrade import upgrade_file  # noqa: PLC0415  loads alembic, which most starts need not

        upgrade_file(at)


def _file_now(at: Place) -> str:
    with closing(opened(at.path)) as file:
        file.execute("PRAGMA query_only = ON")
        return _file_standing(at, file)


def _file_standing(at: Place, file: sqlite3.Connection) -> str:
    tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}
    marks = [mark for (mark,) in file.execute("SELECT version_num FROM alembic_version")] if "alembic_version" in tables else []
    return standing(at.shown, tables, marks)


def _write_ahead(file: sqlite3.Connection) -> None:
    """Once for ever. SQLite does not wait for another process here, so we do."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if file.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                file.execute(
                    "PRAGMA auto_vacuum = INCREMENTAL"
                )  # takes hold while there is no table: what retention frees can be given back
                file.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


async def _server_ready(at: Place) -> None:
    line = await connected(at.dsn)
    try:
        server, reading = (
            await line.fetchrow("SELECT current_setting('server_version_num')::int, current_setting('transaction_read_only')") or ()
        )
        if isinstance(server, int) and server < OLDEST_SERVER * 10_000:
            raise Mismatch(f"{at.shown} is PostgreSQL {server // 10_000}; {OLDEST_SERVER} is the oldest that serves")
        if reading == "on":
            raise Mismatch(f"{at.shown} may only be read: is it a standby?")
        found = await _server_standing(at, line)
        if found == _EMPTY:
            found = await _server_made(at, line)
    finally:
        await closed(line)
    if found != HEAD:
        from records.migrations.upgrade import upgrade_server  # noqa: PLC0415  as above

        await upgrade_server(at)


async def _server_now(at: Place) -> str:
    line = await connected(at.dsn)
    try:
        return await _server_standing(at, line)
    finally:
        await closed(line)


async def _server_made(at: Place, line: Line) -> str:
    async with line.transaction():
        await line.execute(f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK})")
        found = await _server_standing(at, line)
        if found != _EMPTY:
            return found
        for statement in whole("postgresql"):
            await line.execute(statement)
        return HEAD


async def _server_standing(at: Place, line: Line) -> str:
    tables = {str(name) for (name,) in await line.fetch(_TABLES)}
    marks = [str(mark) for (mark,) in await line.fetch("SELECT version_num FROM alembic_version")] if "alembic_version" in tables else []
    return standing(at.shown, tables, marks)
