"""Where the database is: what `[store] database` says, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from records.troubles import Mismatch

_SERVERS = ("postgresql", "postgres", "postgresql+asyncpg")
_FILES = ("sqlite", "sqlite+aiosqlite")


class Place(Struct, frozen=True):
    """A file or a server. `shown` is for logs: it never holds a password."""

    kind: Literal["sqlite", "postgresql"]
    shown: str
    path: Path = Path()  # of SQLite
    dsn: str = ""  # of PostgreSQL, as its driver reads it


def place(url: str) -> Place:
    """Three slashes before a path that is relative to where the gateway runs, four before an absolute one. Raises Mismatch."""
    scheme, _, rest = url.partition("://")
    if scheme in _SERVERS:
        return Place("postgresql", _shown(url), dsn=f"postgresql://{rest}")
    if scheme not in _FILES:
        raise Mismatch("the database is given as sqlite:///path or postgresql://user@host/name")
    path = rest.removeprefix("/")
    if not rest.startswith("/") or path in ("", ":memory:") or "?" in path:
        raise Mismatch("a SQLite database is a file: sqlite:///path, without anything behind the path")
    return Place("sqlite", f"sqlite:///{path}", path=Path(path))


def identity(at: Place) -> tuple[int, int] | None:
    """Which file it is, if it is one and there: another, when it was deleted and made anew, or replaced."""
    if at.kind != "sqlite":
        return None
    try:
        found = at.path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _shown(url: str) -> str:
    """Without user, password and options."""
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"
