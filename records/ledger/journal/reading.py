"""Reading a journal from where one stopped, also while it is written to."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import DecodeError, Struct

from records.ledger.entry import Entry, decode
from records.ledger.journal.damage import put_aside
from records.ledger.journal.frames import HEAD, Scan
from records.ledger.journal.position import Position
from records.ledger.journal.segments import CHUNK, HEADER, numbers, opened, scans, segment

NO_ENTRY = (DecodeError, UnicodeDecodeError)
LIKELY = 512  # bytes of one entry with its frame, rather more than less


class Read(Struct, frozen=True):
    """What was found behind a position."""

    entries: list[Entry]
    upto: Position  # where to read on, once these are kept
    damaged: int  # bytes skipped between the two
    ended: bool  # there is nothing more at present


class _Part(Struct):
    """What one segment had."""

    entries: list[Entry]
    damage: list[tuple[int, int]]
    upto: int
    unreadable: int = 0  # whole frames whose body is no entry
    ended: bool = False


def read(folder: Path, after: Position, most: int, *, keep_damage: bool = True) -> Read:
    """At most so many entries. A last frame that is not whole is not there yet, unless whole ones follow it: then it is damage.

    Damage is copied aside before it is passed over. Changes nothing else."""
    entries: list[Entry] = []
    damaged, upto, ended = 0, after, True
    # Before anything of them is read: what has a successor now is not written to any more.
    here = [number for number in numbers(folder) if number >= after.segment]
    for number in here:
        finished = number != here[-1]
        part = _part(folder, number, after.offset if number == after.segment else 0, most - len(entries), finished=finished)
        if part is None:
            break
        for start, end in part.damage:
            damaged += end - start
            if keep_damage:
                put_aside(folder, number, start, end)
        entries += part.entries
        upto, ended = Position(number, part.upto), part.ended
        if not ended:
            break
    return Read(entries, upto, damaged, ended)


def unread(folder: Path, after: Position) -> int:
    """How many bytes of it are behind a position."""
    sizes = {number: segment(folder, number).stat().st_size for number in numbers(folder) if number >= after.segment}
    return sum(max(0, size - max(HEADER, after.offset if number == after.segment else 0)) for number, size in sizes.items())


def _part(folder: Path, number: int, offset: int, most: int, *, finished: bool) -> _Part | None:
    """Of one segment. None when it has only just begun."""
    found = opened(folder, number)
    if found is None:
        return _stump(segment(folder, number).stat().st_size, offset) if finished else None
    try:
        part = _Part([], [] if found.intact or offset else [(0, HEADER)], max(offset, HEADER))
        for start, scan in scans(found.file, found.seed, part.upto, most, min(CHUNK, most * LIKELY)):
            _take(part, start, scan)
        part.ended = len(part.entries) + part.unreadable < most
        size = os.fstat(found.file).st_size
    finally:
        os.close(found.file)
    if finished and part.ended and part.upto < size:
        _hurt(part.damage, part.upto, size)
        part.upto = size
    return part


def _stump(size: int, offset: int) -> _Part:
    """Of a segment that was cut short within its header."""
    return _Part([], [(offset, size)] if offset < size else [], max(offset, size), ended=True)


def _take(part: _Part, start: int, scan: Scan) -> None:
    """What was found in a piece that starts there."""
    for begin, end in scan.damage:
        _hurt(part.damage, start + begin, start + end)
    part.upto = start + scan.upto
    try:
        part.entries += [decode(body) for body in scan.bodies]
    except NO_ENTRY:
        _take_readable(part, start, scan)


def _take_readable(part: _Part, start: int, scan: Scan) -> None:
    """One by one: a body that is no entry is kept with the damage, and keeps no other from being read."""
    for body, begin in zip(scan.bodies, scan.starts, strict=True):
        try:
            part.entries.append(decode(body))
        except NO_ENTRY:
            part.unreadable += 1
            _hurt(part.damage, start + begin, start + begin + HEAD.size + len(body))


def _hurt(damage: list[tuple[int, int]], start: int, end: int) -> None:
    """One more stretch; what touches the last one is one with it."""
    if damage and damage[-1][1] == start:
        start, _ = damage.pop()
    damage.append((start, end))
