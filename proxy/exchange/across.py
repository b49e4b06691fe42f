"""A streamed reply of another wire, read into events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable

import msgspec

from proxy.call import Facts
from proxy.exchange.exchange import Answer
from translators.canonical import Batch, Event, Finish, Kind, Problem, Start
from translators.framing.sse import Decoder, Frame
from translators.translator import Translator


class AcrossStream:
    """Batches of events. They end with Finish, or with a Problem."""

    __slots__ = ("_chunks", "_clock", "_decoder", "_ended", "_facts", "_idle", "_progress", "_reader", "_translator", "_trouble")

    def __init__(self, answer: Answer, translator: Translator, facts: Facts, clock: Callable[[], float], *, idle: float) -> None:
        self._chunks: AsyncIterator[bytes] = answer.chunks()
        self._decoder = Decoder()
        self._translator = translator
        self._reader = translator.stream_reader()
        self._facts = facts
        self._clock = clock
        self._idle = idle
        self._progress = clock()
        self._ended = False
        self._trouble: Problem | None = None

    def __aiter__(self) -> AcrossStream:
        return self

    async def begin(self) -> Batch:
        """Everything up to the first content. Until here another target can still be tried."""
        held: list[Event] = []
        while not any(not isinstance(event, Start) for event in held):
            held += await self._next()
        return Batch(held)

    async def __anext__(self) -> Batch:
        while not self._ended:
            events = await self._next()
            if events:
                return Batch(events)
        raise StopAsyncIteration

    async def _next(self) -> list[Event]:
        if self._trouble is not None:
            raise self._trouble
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            return self._finish()
        events: list[Event] = []
        try:
            for frame in self._decoder.feed(chunk):
                events += self._read(frame)
        except Problem as problem:
            if not events:
                raise
            self._trouble = problem  # what came before it goes out first
        if not events:
            self._check_progress()
        return events

    def _read(self, frame: Frame) -> Iterable[Event]:
        if self._ended or frame.data is None:
            return ()
        self._progress = self._clock()
        sight = self._translator.glance_frame(frame.data)
        if sight.problem is not None:
            raise sight.problem
        if sight.done:
            return self._close()
        return self._reader.feed(msgspec.json.decode(frame.data))

    def _finish(self) -> list[Event]:
        events = [event for frame in self._decoder.end() for event in self._read(frame)]
        return events if self._ended else [*events, *self._close()]

    def _close(self) -> list[Event]:
        """The reader knows whether this is an end or a cut."""
        events = list(self._reader.finish())
        self._ended = True
        for event in events:
            if isinstance(event, Finish):
                self._facts.usage, self._facts.reason = event.usage, event.reason
        return events

    def _check_progress(self) -> None:
        if self._idle and self._clock() - self._progress > self._idle:
            raise Problem(Kind.PROVIDER_TIMED_OUT, f"the provider sent only heartbeats for {self._idle:g} s")
