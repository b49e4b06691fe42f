"""Entries that the database would not take: kept in a file beside the journals, so that no other has to wait for them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import orjson
from msgspec import json, structs

from records.ledger.entry import Entry

# Of SQLite, result codes: too big, a constraint, a type. Of PostgreSQL, classes of SQLSTATE: data, integrity, limits of a program.
_CODES = {18, 19, 20}
_STATES = ("22", "23", "54")
_OURS = (ValueError, TypeError, ArithmeticError, LookupError)  # on the way there: text that is no Unicode, a number of too many bits


def blames_entries(error: BaseException) -> bool:
    """Is it about what was to be booked? Then a part of it may be taken. Everything else is the database's own trouble."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return "binding parameter" in str(error) if code is None else code & 0xFF in _CODES
    if state := getattr(error, "sqlstate", None):
        return str(state).startswith(_STATES)
    return isinstance(error, _OURS)


def put_aside(root: Path, journal: str, entry: Entry, why: str) -> Path:
    """One line: its id, why, and all of it. It is on the disk when this returns; twice the same is once."""
    path = file_of(root, journal)
    if entry.id in ids(path):
        return path
    line = json.encode({"id": entry.id, "why": why, "entry": structs.asdict(entry)}, enc_hook=str) + b"\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        if path.stat().st_size and not _ends_a_line(path):
            line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return path


def file_of(root: Path, journal: str) -> Path:
    """Where those of one journal are."""
    return root / f"refused-{journal}.ndjson"


def files(root: Path) -> list[Path]:
    """All that hold refused entries."""
    return sorted(root.glob("refused-*.ndjson"))


def ids(path: Path) -> set[str]:
    """Whose entries are in it; a line that was cut short has none."""
    return set(_ids(path))


def _ids(path: Path) -> Iterator[str]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            yield str(orjson.loads(line)["id"])


def _ends_a_line(path: Path) -> bool:
    """The disk may have been full in the middle of one."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"
