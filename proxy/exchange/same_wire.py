"""A streamed reply whose bytes pass untouched: every frame is only looked at, for content, usage, errors and the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from proxy.call import Facts
from proxy.exchange.exchange import Answer
from translators.canonical import Batch, Kind, Problem
from translators.framing.sse import Decoder, Frame
from translators.translator import Envelope, Translator

DONE = b"data: [DONE]\n\n"


class SameWireStream:
    """Batches of a reply that is written in the caller's own wire. The caller's end mark is sent for good replies only."""

    __slots__ = (
        "_chunks",
        "_clock",
        "_content",
        "_decoder",
        "_ended",
        "_envelope",
        "_facts",
        "_glance",
        "_idle",
        "_progress",
        "_stopped",
        "_trouble",
    )

    def __init__(
        self, answer: Answer, translator: Translator, envelope: Envelope, facts: Facts, clock: Callable[[], float], *, idle: float
    ) -> None:
        self._chunks: AsyncIterator[bytes] = answer.chunks()
        self._decoder = Decoder()
        self._glance = translator.glance_frame
        self._facts = facts
        self._clock = clock
        self._idle = idle
        self._envelope = envelope
        self._stopped = 0  # answers that said why they ended
        self._progress = clock()
        self._content = False  # the answer itself has begun
        self._ended = False  # the end mark has been passed on
        self._trouble: Problem | None = None  # to be raised once what came before it has been passed on

    def __aiter__(self) -> SameWireStream:
        return self

    async def begin(self) -> bytes:
        """Everything up to the first content. Until here another target can still be tried."""
        held = []
        while not self._content:
            held.append(await self._next())
        return b"".join(held)

    async def __anext__(self) -> Batch:
        while not self._ended:
            out = await self._next()
            if out:
                return Batch(None, out)
        raise StopAsyncIteration

    async def _next(self) -> bytes:
        """What to pass on of the next chunk; the last one when the stream has ended."""
        if self._trouble is not None:
            raise self._trouble
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            return self._finish()
        frames = self._decoder.feed(chunk)
        if len(frames) == 1:
            return self._look(frames[0])
        if not frames:
            self._check_progress()
        return b"".join([self._look(frame) for frame in frames])

    def _look(self, frame: Frame) -> bytes:
        """One frame: what it tells us, and what of it is passed on."""
        if self._ended or self._trouble is not None:
            return b""  # bytes after the end belong to nobody
        if frame.data is None:
            self._check_progress()
            return frame.raw
        self._progress = self._clock()
        sight = self._glance(frame.data)
        if sight.problem is not None:
            self._stop(sight.problem)
            return b""
        if sight.content:
            self._content = True
        if sight.usage is not None:
            self._facts.usage = sight.usage
        if sight.reason is not None:
            self._facts.reason = self._facts.reason or sight.reason
            self._stopped += sight.ended
            self._content = True
        if sight.done:
            return self._done(frame.raw)
        if sight.usage_only and not self._envelope.wants_usage:
            return b""
        return frame.raw

    def _done(self, raw: bytes) -> bytes:
        if self._facts.reason is None and not self._content:
            self._stop(Problem(Kind.PROVIDER_BAD_REPLY, "the provider ended its stream before it had answered anything"))
            return b""
        self._content = self._ended = True
        return raw

    def _finish(self) -> bytes:
        """The connection has no more. Good if the model had said why it stopped, or the end mark came; else it was cut."""
        out = b"".join([self._look(frame) for frame in self._decoder.end()])
        if self._trouble is not None:
            raise self._trouble
        if self._ended:
            return out
        if self._stopped < self._envelope.n:
            raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before the answer did")
        self._content = self._ended = True
        return out + DONE

    def _check_progress(self) -> None:
        """Heartbeats keep a connection open; they are not an answer."""
        if self._idle and self._clock() - self._progress > self._idle:
            self._stop(Problem(Kind.PROVIDER_TIMED_OUT, f"the provider sent only heartbeats for {self._idle:g} s"))

    def _stop(self, problem: Problem) -> None:
        """Before content the problem is the reply; after it, what was already good goes out first."""
        if not self._content:
            raise problem
        self._trouble = problem

