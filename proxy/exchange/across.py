"""Frames of a reply in another wire than the caller's: they are read into events."""

from __future__ import annotations

from collections.abc import Callable

from proxy.exchange.dated import dated
from proxy.exchange.decoded import decoded
from translators.canonical import NOTHING, Batch, Finish, Usage
from translators.framing.sse import Frame
from translators.translator import Sight, StreamReader


class Across:
    """The reader knows what a frame means; the usage it ends with is the one that counts."""

    __slots__ = ("_begun", "_reader", "_used")

    def __init__(self, reader: StreamReader, used: Callable[[Usage], None]) -> None:
        self._reader = reader
        self._used = used
        self._begun = False

    def heartbeat(self, _: Frame) -> None:
        """It means nothing."""

    def frame(self, frame: Frame, _: Sight) -> Batch | None:
        """Its events."""
        events = list(self._reader.feed(decoded(frame.data or b"")))
        if not events:
            return None
        if not self._begun:
            self._begun = True
            dated(events)
        return Batch(events)

    def done(self, frame: Frame) -> Batch:
        """The last events. A wire's own end may be a frame that says something itself."""
        data = frame.data or b""
        events = list(self._reader.feed(decoded(data))) if data.startswith(b"{") else []
        self._reader.done()
        events += self.end().events or ()
        return Batch(events if self._begun else dated(events))

    def end(self) -> Batch:
        """The last events. The reader may still find that it was cut."""
        events = list(self._reader.finish())
        for event in events:
            if isinstance(event, Finish) and event.usage != NOTHING:
                self._used(event.usage)
        return Batch(events)
