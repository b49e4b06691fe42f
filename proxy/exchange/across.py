"""Frames of a reply in another wire than the caller's: they are read into events."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from proxy.exchange.dated import dated
from proxy.exchange.decoded import decoded
from translators.canonical import NOTHING, Batch, Event, Finish, PartDelta, Usage
from translators.framing import json_text
from translators.framing.sse import Frame
from translators.translator import Sight, StreamReader

MORE = Sight(content=True)


class Across:
    """The reader knows what a frame means; the usage it ends with is the one that counts."""

    __slots__ = ("_begun", "_more", "_reader", "_used", "_wire")

    def __init__(self, reader: StreamReader, used: Callable[[Usage], None]) -> None:
        self._reader = reader
        self._used = used
        self._begun = False
        self._wire: Any = None  # the frame that was looked at last, decoded
        self._more: PartDelta | None = None  # all that it says

    def seeing(self, glance: Callable[[bytes], Sight]) -> Callable[[bytes], Sight]:
        """Nearly every frame only says more of the answer: it is decoded and read here, and a glance would find nothing else."""
        return partial(self._see, glance)

    def heartbeat(self, _: Frame) -> None:
        """It means nothing."""

    def frame(self, frame: Frame, _: Sight) -> Batch | None:
        """Its events."""
        if self._more is not None:
            return Batch((self._more,))
        events = self._events(frame)
        if not events:
            return None
        if not self._begun:
            self._begun = True
            dated(events)
        return Batch(events)

    def done(self, frame: Frame) -> Batch:
        """The last events. A wire's own end may be a frame that says something itself."""
        events = self._events(frame) if frame.data is not None and frame.data.startswith(b"{") else []
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

    def _see(self, glance: Callable[[bytes], Sight], data: bytes) -> Sight:
        self._wire = self._more = None
        if not self._begun:
            return glance(data)
        try:
            wire = json_text.decode(data)
        except ValueError:
            return glance(data)
        if type(wire) is not dict:
            return glance(data)
        self._wire, self._more = wire, self._reader.more(wire)
        return glance(data) if self._more is None else MORE

    def _events(self, frame: Frame) -> list[Event]:
        wire = self._wire if self._wire is not None else decoded(frame.data or b"")
        return list(self._reader.feed(wire))
