"""The files of one journal: what they are called, how they begin, how far they reach."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from records.ledger.journal.frames import HEAD, LARGEST, Scan, scan
from records.ledger.journal.position import Position
from records.ledger.journal.trouble import JournalTooNew

VERSION = 1
HEADER = 96  # bytes of the line a segment begins with; the first frame follows
CHUNK = 64 * 1024  # bytes read at once: what fits into the processor's cache is read half as fast again
_HEADER = re.compile(rb"modelbridge journal, version ([0-9]+), (\S+)/([0-9]+) *([0-9a-f]{8})\n")
_NAME = re.compile(r"[0-9]{10}\.seg")


def segment(folder: Path, number: int) -> Path:
    """Where it is."""
    return folder / f"{number:010}.seg"


def numbers(folder: Path) -> list[int]:
    """Of its segments, in the order they were written. All but the last are finished: nobody writes to them any more."""
    return sorted(int(name[:10]) for name in os.listdir(folder) if _NAME.fullmatch(name))  # noqa: PTH208  some thousands faster


def seed(name: str, number: int) -> int:
    """What the checksums of a segment begin with. A journal's name cannot be guessed, so nobody can make up a frame."""
    return crc32(f"{name}/{number}".encode())


def header(name: str, number: int) -> bytes:
    """A line for whoever looks into the file; and who wrote it, should it be moved."""
    text = f"modelbridge journal, version {VERSION}, {name}/{number}".encode().ljust(HEADER - 9)
    return text + b"%08x\n" % crc32(text)


class Opened(NamedTuple):
    """A segment to be read."""

    file: int
    seed: int
    intact: bool  # its header is; when it is not, the file's place says the same


def opened(folder: Path, number: int) -> Opened | None:
    """None when not even its header is written. Whoever asks closes the file."""
    file = os.open(segment(folder, number), os.O_RDONLY)
    try:
        line = os.pread(file, HEADER, 0)
        if len(line) < HEADER:
            os.close(file)
            return None
        known = _HEADER.fullmatch(line)
        if known is None or crc32(line[:-9]) != int(known[4], 16):
            return Opened(file, seed(folder.name, number), intact=False)
        if int(known[1]) > VERSION:
            raise JournalTooNew(f"{segment(folder, number)} was written by a newer version of the gateway: start that one to ship it")
        return Opened(file, seed(known[2].decode(), int(known[3])), intact=True)
    except BaseException:
        os.close(file)
        raise


def scans(file: int, seed: int, offset: int, most: int, chunk: int = CHUNK) -> Iterator[tuple[int, Scan]]:
    """What a file holds from there on, piece by piece, each with where it begins; until its end, or so many entries."""
    size = chunk
    while most > 0:
        data = os.pread(file, size, offset)
        more = bool(data) and offset + len(data) < os.fstat(file).st_size
        found = scan(data, seed, more=more, most=most)
        # What looks like damage may have been cut off and written anew while it was read.
        if found.damage and os.pread(file, len(data), offset) != data:
            continue
        yield offset, found
        if not more and len(found.bodies) < most:
            return
        most -= len(found.bodies)
        offset += found.upto
        size = chunk if found.upto else min(2 * size, HEAD.size + LARGEST)


def drop(folder: Path, upto: Position) -> None:
    """Delete the segments that end before this position."""
    for number in numbers(folder):
        if number < upto.segment:
            segment(folder, number).unlink(missing_ok=True)
