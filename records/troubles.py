"""What can be the matter with the database: it is away, or it is not one to serve with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

# SQLite's result codes (sqlite.org/rescode.html), without what stands above their lowest byte.
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_PASSING = {_BUSY, _LOCKED, _IOERR, _FULL}
_LASTING = {
    _READONLY: "it may not be written to: see who owns the file and its folder",
    _CORRUPT: "the file is damaged: restore a backup",
    _CANTOPEN: "the file cannot be opened: see who owns it and its folder",
    _NOTADB: "the file is not a SQLite database",
}
# Classes of PostgreSQL's SQLSTATE: no connection, going down or coming up, no room or too many, deadlock, timeout of a lock.
_PASSING_STATES = ("08", "57", "53", "40", "55")
_LASTING_STATES = {
    "28": "it refuses this user or its password",
    "3D": "there is no database of this name",
    "42501": "this user may not do there what is needed",
    "25006": "it may only be read: is it a standby?",
}

# No such table, no such column.
_NO_TABLE, _NO_TABLE_STATES = ("no such table", "no such column"), ("42P01", "42703")


class Away(Exception):  # noqa: N818  it says where the database is, and nobody did wrong
    """The database cannot be asked now. Serve on: the journal keeps what is to be booked, and later may be better."""


class Mismatch(Exception):  # noqa: N818  as above
    """This is not a database to serve with, and waiting will not make it one. The text tells an operator what to do."""


def judged(error: BaseException, shown: str) -> Away | Mismatch | None:
    """What a driver's error means for the database of this name; None when the error is not about the database but about the question."""
    for cause in _chain(error):
        if lasting := _lasting(cause):
            return Mismatch(f"{shown}: {lasting} ({_first_line(cause)})")
        if _passing(cause):
            return Away(f"{shown}: {_first_line(cause) or type(cause).__name__}")
    return None


def untabled(error: BaseException) -> bool:
    """Is it that a table is not there, or not as this version knows it?"""
    sqlite = (str(cause) for cause in _chain(error) if isinstance(cause, sqlite3.OperationalError))
    return any(text.startswith(_NO_TABLE) for text in sqlite) or any(_state(cause) in _NO_TABLE_STATES for cause in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """SQLAlchemy wraps a driver's error in two of its own."""
    seen = 0
    while error is not None and seen < 5:
        yield error
        error, seen = error.__cause__, seen + 1


def _lasting(error: BaseException) -> str | None:
    if isinstance(error, sqlite3.Error):
        return _LASTING.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    state = _state(error)
    return next((words for prefix, words in _LASTING_STATES.items() if state.startswith(prefix)), None)


def _passing(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
    if isinstance(error, OSError | TimeoutError):  # asyncpg lets those of the socket through
        return True
    # A connection that is closed, and a pool that is: errors of asyncpg itself have no state.
    lost = type(error).__module__.startswith("asyncpg") and type(error).__name__ in ("InterfaceError", "InternalClientError")
    return lost or _state(error).startswith(_PASSING_STATES)


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
