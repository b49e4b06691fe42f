"""Server-sent events: bytes to frames and back. It never touches a socket, and never loses a byte."""

from __future__ import annotations

import re

from msgspec import Struct

from translators.canonical import Kind, Problem

FRAME_LIMIT = 16 * 1024 * 1024  # bytes; a picture in base64 fits, a provider that never ends its frame does not
BOM = b"\xef\xbb\xbf"

# The end of a frame is a line end right after a line end. A lone CR may be the first half of a CRLF, so it ends a frame
# only when the next byte is known, or when the line end before it was a lone CR too: then that is how this stream ends lines.
_BLANK_LINE = re.compile(rb"\n\n|\n\r\n|\r\r|\n\r(?=[^\n])")
_LINE_END = re.compile(rb"\r\n|\n|\r")


class Frame(Struct, frozen=True, gc=False):
    """One frame: its exact bytes, and what they say."""

    raw: bytes  # with the blank line that ends it
    data: bytes | None = None  # None: a comment, a heartbeat, a frame that carries nothing
    event: bytes = b""


class Decoder:
    """Bytes of one stream to frames, however the network cut them. Joined, the frames' raw bytes are what was fed."""

    __slots__ = ("_begun", "_cr", "_limit", "_pending", "_searched")

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self._limit = limit
        self._pending = bytearray()
        self._searched = 0  # no frame ends before this place in _pending
        self._cr = False  # this stream has a CR somewhere
        self._begun = False

    def feed(self, chunk: bytes) -> list[Frame]:
        """The frames that are whole now. Raises Problem when one grows past the limit."""
        # The usual case, one frame in one chunk, is a third of the cost of the general one.
        if not self._pending and chunk.endswith(b"\n\n") and len(chunk) <= self._limit and b"\r" not in chunk:
            frame = _usual(chunk)
            if frame is not None:
                self._begun = True
                return [frame]
        return self._feed(chunk)

    def rest(self) -> bytes:
        """What has come of a frame that is not whole yet."""
        return bytes(self._pending)

    def end(self) -> list[Frame]:
        """The stream has ended: its last frame, if the blank line is all that it lacks, with the blank line put there."""
        raw = bytes(self._pending)
        self._pending.clear()
        self._searched = 0
        if not raw:
            return []
        frame = self._read(raw + _missing(raw))
        return [frame] if frame.data is not None else []

    def _feed(self, chunk: bytes) -> list[Frame]:
        if not self._cr and b"\r" in chunk:
            self._cr = True
            self._searched = 0
        self._pending += chunk
        pending = bytes(self._pending) if len(chunk) == len(self._pending) else self._pending
        frames: list[Frame] = []
        start = 0
        while (end := self._frame_end(pending, start)) > 0:
            self._check(end - start)
            frames.append(self._read(bytes(pending[start:end])))
            start = self._searched = end
        self._searched = max(start, len(pending) - 2) - start
        if start:
            del self._pending[:start]
        self._check(len(self._pending))
        return frames

    def _frame_end(self, pending: bytes | bytearray, start: int) -> int:
        """Where the frame that begins at `start` ends; -1 when that has not come yet."""
        first = pending[start : start + 2]
        if first.startswith(b"\n"):
            return start + 1  # a blank line by itself: a heartbeat
        if first.startswith(b"\r"):
            return -1 if len(first) == 1 else start + 2 if first == b"\r\n" else start + 1
        search = max(start, self._searched)
        if not self._cr:
            found = pending.find(b"\n\n", search)
            return found + 2 if found >= 0 else -1
        match = _BLANK_LINE.search(pending, search)
        return match.end() if match else -1

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise Problem(Kind.PROVIDER_BAD_REPLY, f"one event of the provider's stream is larger than {self._limit} bytes")

    def _read(self, raw: bytes) -> Frame:
        text = raw
        if not self._begun:
            self._begun = True
            text = raw.removeprefix(BOM)
        usual = _usual(text) if text is raw and b"\r" not in raw else None
        return _read_lines(raw, text) if usual is None else usual


def encode(data: bytes, event: bytes = b"") -> bytes:
    """One frame that says `data`, which is one line."""
    if event:
        return b"event: " + event + b"\ndata: " + data + b"\n\n"
    return b"data: " + data + b"\n\n"


def _usual(raw: bytes) -> Frame | None:
    """A frame of one line of data, or of an event's name and one line of data; None when it is any other."""
    if raw.startswith(b"data: "):
        return Frame(raw, raw[6:-2]) if raw.find(b"\n") == len(raw) - 2 and len(raw) > 8 else None
    if not raw.startswith(b"event: "):
        return None
    name = raw.find(b"\n")
    if raw.find(b"\n", name + 1) != len(raw) - 2 or not raw.startswith(b"data: ", name + 1) or len(raw) <= name + 9:
        return None
    return Frame(raw, raw[name + 7 : -2], raw[7:name])


def _missing(raw: bytes) -> bytes:
    """What an unfinished frame lacks of its blank line."""
    if raw.endswith(b"\n\r"):
        return b"\n"  # the blank line was there, all but the second half of its CRLF
    return raw[-1:] if raw.endswith((b"\n", b"\r")) else b"\n\n"


def _read_lines(raw: bytes, text: bytes) -> Frame:
    data: list[bytes] = []
    event = b""
    for line in _LINE_END.split(text):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            data.append(value)
        elif field == b"event":
            event = value
    return Frame(raw, b"\n".join(data) or None, event)
