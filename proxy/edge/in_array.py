"""A stream as Google writes it to whoever does not ask for events: one JSON array, an element at a time."""

from __future__ import annotations

from translators.framing.sse import Decoder

MEDIA_TYPE = b"application/json"


class InArray:
    """Frames of events to elements. Heartbeats have no place in it."""

    __slots__ = ("_begun", "_decoder")

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._begun = False

    def feed(self, frames: bytes) -> bytes:
        """The elements that are whole now."""
        return b"".join([self._element(frame.data) for frame in self._decoder.feed(frames) if (frame.data or b"").startswith(b"{")])

    def end(self, frames: bytes = b"") -> bytes:
        """The last elements, and the end of the array."""
        last = self.feed(frames)
        return last + (b"\n]" if self._begun else b"[]")

    def _element(self, data: bytes | None) -> bytes:
        before = b"\n,\r\n" if self._begun else b"["
        self._begun = True
        return before + (data or b"")


def alone(body: bytes) -> bytes:
    """The one element of an array: so a refusal looks there."""
    return b"[%b\n]" % body
