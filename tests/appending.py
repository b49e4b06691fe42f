"""A process with a journal, for faults that only a process can have: `python -m tests.appending SCENE ROOT`."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

import orjson

from records.ledger.journal.journal import Journal
from records.ledger.journal.trouble import JournalBroken, JournalFull
from tests.journals import entry, everything, open_files, opened

KB = 1024


def tell(**facts: object) -> None:
    """A line for whoever started this process."""
    os.write(1, orjson.dumps(facts) + b"\n")


def on_and_on(root: Path) -> None:
    """Append, and say so, until somebody ends it. Segments are small, so that it may be in the midst of a new one."""
    journal = opened(root, segment_size=8 * KB)
    tell(name=journal.name, process=os.getpid())
    for number in count():
        journal.append(entry(number))
        os.write(1, b"%d\n" % number)


def until_full(journal: Journal, start: int) -> int:
    """Entries from this number on, as long as there is room. The first that found none."""
    with suppress(JournalFull):
        for start in count(start):  # noqa: B020, PLR1704  where it stops is the result
            journal.append(entry(start))
    return start


def full_disk(root: Path) -> None:
    """A disk of a megabyte fills up, and has room again."""
    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", root], check=True)
    (root / "other").write_bytes(bytes(600 * KB))
    journal = opened(root, segment_size=64 * KB)
    taken = until_full(journal, 0)
    time.sleep(0.1)  # what was finished is forced to the disk and closed
    files = open_files()
    for _ in range(100):
        assert until_full(journal, taken) == taken
    assert open_files() == files
    before = everything(journal.folder)
    (root / "other").unlink()
    for number in range(taken, taken + 500):
        journal.append(entry(number))
    assert before == ([entry(number) for number in range(taken)], 0)
    assert everything(journal.folder) == ([entry(number) for number in range(taken + 500)], 0)
    tell(taken=taken, troubles=journal.troubles)


def read_only(root: Path) -> None:
    """A disk nobody may write to."""
    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,ro", "none", root], check=True)
    try:
        opened(root)
    except JournalBroken as error:
        tell(error=str(error))


def files_that_may_not_grow(root: Path) -> None:
    """The system lets no file be larger than some kilobytes, and cuts the frame that passes it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # Python ignores the signal that goes with it
    journal = opened(root)
    kept = []
    for number in range(500):
        with suppress(JournalFull):
            journal.append(entry(number))
            kept.append(entry(number))
    assert everything(journal.folder) == (kept, 0)
    tell(taken=len(kept), troubles=journal.troubles, size=journal.size)


SCENES: Mapping[str, Callable[[Path], None]] = {
    "on_and_on": on_and_on,
    "full_disk": full_disk,
    "read_only": read_only,
    "files_that_may_not_grow": files_that_may_not_grow,
}

if __name__ == "__main__":
    SCENES[sys.argv[1]](Path(sys.argv[2]))
