"""Damaged bytes of a segment are put aside, for a person to look at: the segment itself goes once it is shipped."""

from __future__ import annotations

import os
from pathlib import Path

from records.ledger.journal.segments import CHUNK, segment

PLACE = "damaged"  # beside the journals


def put_aside(folder: Path, number: int, start: int, end: int) -> Path:
    """A copy of these bytes, named by where they were. Made once, however often they are met."""
    place = folder.parent / PLACE
    place.mkdir(mode=0o700, exist_ok=True)
    copy = place / f"{folder.name}-{number:010}-{start}.damaged"
    if copy.exists() and copy.stat().st_size >= end - start:
        return copy
    file = os.open(segment(folder, number), os.O_RDONLY)
    try:
        with open(copy, "wb", opener=_private) as out:
            while start < end and (data := os.pread(file, min(CHUNK, end - start), start)):
                out.write(data)
                start += len(data)
    finally:
        os.close(file)
    return copy


def _private(path: str, flags: int) -> int:
    """For the gateway's user alone: names of customers stand in it."""
    return os.open(path, flags, 0o600)
