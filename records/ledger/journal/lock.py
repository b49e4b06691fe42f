"""Whose a journal is: a lock that the system lets go of when its process dies, however it dies."""

from __future__ import annotations

import errno
import os
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from records.ledger.journal.trouble import JournalBroken

LOCK = "lock"
NONE_HERE = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


def lock(folder: Path) -> int | None:
    """Hold it until this file is closed. None when somebody holds it, or the folder has just gone."""
    path = folder / LOCK
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        return None
    try:
        if _held(file, path):
            return file
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _held(file: int, path: Path) -> bool:
    try:
        flock(file, LOCK_EX | LOCK_NB)
        # Whoever held it before may have removed the folder, and with it the file that is locked now.
        return path.stat().st_ino == os.fstat(file).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError as error:
        if error.errno not in NONE_HERE:
            raise
        words = f"{path.parent.parent} is on a filesystem without locks (flock): put [store] journal on a disk of this machine"
        raise JournalBroken(words) from error
