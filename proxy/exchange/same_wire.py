"""Frames of a reply in the caller's own wire: their bytes pass as they came."""

from __future__ import annotations

from collections.abc import Callable

from translators.canonical import Batch
from translators.framing.sse import Frame
from translators.translator import Sight


class SameWire:
    """Everything goes on but the usage that only we asked for."""

    __slots__ = ("_end", "_wants_usage")

    def __init__(self, *, wants_usage: bool, end: bytes) -> None:
        self._wants_usage = wants_usage
        self._end = end  # the wire's own end of a stream

    def seeing(self, glance: Callable[[bytes], Sight]) -> Callable[[bytes], Sight]:
        """A glance does."""
        return glance

    def heartbeat(self, frame: Frame) -> Batch:
        """It keeps the caller's connection warm as well."""
        return Batch(None, frame.raw)

    def frame(self, frame: Frame, sight: Sight) -> Batch | None:
        """Untouched."""
        if sight.usage_only and not self._wants_usage:
            return None
        return Batch(None, frame.raw)

    def done(self, frame: Frame) -> Batch:
        """As the provider writes it."""
        return Batch(None, frame.raw)

    def end(self) -> Batch:
        """What the provider forgot."""
        return Batch(None, self._end)
