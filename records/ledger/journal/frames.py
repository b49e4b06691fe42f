"""How entries stand in a segment: each in a frame that tells whether it is whole, and where the next one begins after damage."""

from __future__ import annotations

from struct import Struct as Layout
from typing import NamedTuple
from zlib import crc32

# Found by searching, so it must not be what an entry is full of: 0xF8 to 0xFF are in no UTF-8, hence in no text of an entry.
SYNC = b"\xf8MB\xff"
HEAD = Layout("<4sII")  # the mark, the checksum, the length of the body; the checksum is over what follows it
HEAD_SIZE, unpacked = HEAD.size, HEAD.unpack_from
CHECKED = 8  # from here on the checksum is over everything
LARGEST = 1024 * 1024  # bytes of one entry: a length above it is damage


def framed(body: bytes, seed: int) -> bytes:
    """As it is written. The seed is the segment's own: a frame that lies elsewhere, such as inside of an entry, is none there."""
    length = len(body)
    return HEAD.pack(SYNC, crc32(body, crc32(length.to_bytes(4, "little"), seed)), length) + body


class Scan(NamedTuple):
    """What some bytes hold; offsets are from their beginning."""

    bodies: list[bytes]  # of whole frames
    starts: list[int]  # where the frame of each body begins
    damage: list[tuple[int, int]]  # from, to: between whole frames, or before bytes that may be one
    upto: int  # everything before it is told


def scan(data: bytes, seed: int, *, more: bool, most: int) -> Scan:
    """Whole frames, at most so many. With `more` the file goes on behind these bytes, and what begins here may end there."""
    bodies: list[bytes] = []
    starts: list[int] = []
    damage: list[tuple[int, int]] = []
    at, size, view = 0, len(data), memoryview(data)
    last = size - HEAD_SIZE  # where a head can begin
    while at <= last and len(bodies) < most:
        mark, checksum, length = unpacked(data, at)
        body = at + HEAD_SIZE
        end = body + length
        whole = end <= size
        if whole and mark == SYNC and crc32(view[at + CHECKED : end], seed) == checksum and length <= LARGEST:
            bodies.append(data[body:end])
            starts.append(at)
            at = end
            continue
        if more and not whole and mark == SYNC and length <= LARGEST:
            break
        behind = _next(data, at + 1, seed, more=more)
        if behind is None:
            break
        damage.append((at, behind))
        at = behind
    return Scan(bodies, starts, damage, at)


def _next(data: bytes, at: int, seed: int, *, more: bool) -> int | None:
    """Where a whole frame begins again, or where to look on when there are more bytes. None when there is neither."""
    size = len(data)
    while (found := data.find(SYNC, at)) >= 0:
        if found + HEAD.size > size:
            return found if more else None
        _, checksum, length = HEAD.unpack_from(data, found)
        end = found + HEAD.size + length
        if end <= size and length <= LARGEST and crc32(data[found + CHECKED : end], seed) == checksum:
            return found
        if end > size and length <= LARGEST and more:
            return found
        at = found + 1
    return max(at, size - len(SYNC) + 1) if more else None
