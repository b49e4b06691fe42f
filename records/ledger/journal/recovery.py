"""Journals whose process is dead: found, mended, and handed to whoever ships them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from sys import maxsize
from types import TracebackType

from records.ledger.journal import segments
from records.ledger.journal.damage import PLACE, put_aside
from records.ledger.journal.frames import HEAD
from records.ledger.journal.lock import LOCK, lock
from records.ledger.journal.position import Position
from records.ledger.journal.segments import HEADER, numbers, opened, scans, segment
from records.ledger.journal.trouble import JournalTooNew


def mend(folder: Path) -> int:
    """Cut off what stands behind the last whole frame, as a death in the middle of a write leaves it. How many bytes?

    They are copied aside: they might be a frame whose length is damaged."""
    here = numbers(folder)
    if not here:
        return 0
    end, size = _whole(folder, here[-1]), segment(folder, here[-1]).stat().st_size
    if end < size:
        put_aside(folder, here[-1], end, size)
        os.truncate(segment(folder, here[-1]), end)
    return size - end


def _whole(folder: Path, number: int) -> int:
    """Where its last whole frame ends."""
    found = opened(folder, number)
    if found is None:
        return 0
    end = HEADER
    try:
        for start, scan in scans(found.file, found.seed, HEADER, maxsize):
            if scan.bodies:
                end = start + scan.starts[-1] + HEAD.size + len(scan.bodies[-1])
    finally:
        os.close(found.file)
    return end


class Abandoned:
    """A dead process's journal. It is the taker's until it is closed or removed; should he die as well, it is the next one's."""

    def __init__(self, folder: Path, lock: int, cut: int) -> None:
        self.folder, self.name = folder, folder.name
        self.cut = cut  # bytes of a torn tail
        self._lock = lock

    def __enter__(self) -> Abandoned:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def drop(self, upto: Position) -> None:
        """Delete the segments that end before this position."""
        segments.drop(self.folder, upto)

    def remove(self) -> None:
        """All of it is shipped."""
        remove(self.folder)
        self.close()

    def close(self) -> None:
        """Let somebody else have it."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def abandoned(root: Path) -> Iterator[Abandoned]:
    """The oldest first. One that cannot be taken keeps no other from being taken: its error is raised after the last one."""
    error: OSError | JournalTooNew | None = None
    for folder in _folders(root):
        try:
            taken = _taken(folder)
        except FileNotFoundError:
            continue  # somebody was faster, and is done with it
        except (OSError, JournalTooNew) as why:
            error = error or why
            continue
        if taken is not None:
            yield taken
    if error is not None:
        raise error


def remove(folder: Path) -> None:
    """The folder of a journal, by whoever holds its lock. What else somebody put there stays."""
    for number in numbers(folder):
        segment(folder, number).unlink(missing_ok=True)
    (folder / LOCK).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.iterdir() if path.is_dir() and path.name != PLACE and not path.name.startswith("."))
    except FileNotFoundError:
        return []


def _taken(folder: Path) -> Abandoned | None:
    """None when its process lives, or somebody else was faster."""
    if not numbers(folder) and not (folder / LOCK).exists():
        with suppress(OSError):
            folder.rmdir()  # whoever was to begin it died before, or will do so under another name
        return None
    held = lock(folder)
    if held is None:
        return None
    try:
        return Abandoned(folder, held, mend(folder))
    except BaseException:
        os.close(held)
        raise
