"""A SQLite file as this project opens it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from records.troubles import Mismatch

PATIENCE = 10.0  # seconds to wait for another process that is writing
OLDEST = (3, 35, 0)  # upserts, and sums that are made once and read twice
# WAL: who reads does not wait for who writes. FULL: the journal drops what is booked, so a commit must be on the disk.
PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -8192",  # kilobytes, of each connection
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)


def opened(path: Path, *, make: bool = False) -> sqlite3.Connection:
    """A connection for one thread at a time. Transactions begin and end where the SQL says it. Raises sqlite3.Error and Mismatch."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise Mismatch(f"this Python has SQLite {sqlite3.sqlite_version}; {'.'.join(map(str, OLDEST))} is the oldest that serves")
    if not path.parent.is_dir():
        raise Mismatch(f"sqlite:///{path}: there is no folder {str(path.parent)!r}; make it, or name another place in [store] database")
    if make and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # names of customers stand in it, as in the journal
    mode = "rwc" if make else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection
