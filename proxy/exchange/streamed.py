"""A streamed reply: when its answer has begun, when it has ended well, when it was cut, when it is only kept warm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import AsyncGeneratorType
from typing import Protocol

from proxy.call import Facts, Heard, nobody_asks
from proxy.exchange.exchange import Answer
from translators.canonical import Batch, Kind, Problem, Usage
from translators.canonical.usage import joined
from translators.framing.sse import Decoder, Frame
from translators.translator import Sight

LINGER = 0.25  # seconds in which the connection may come to rest after the answer has ended
# How a body that is a stream begins, when no event ever comes of it.
STREAM = (b":", b"event:", b"id:", b"retry:", b"data:")


class Meaning(Protocol):
    """What becomes of the frames of a reply: bytes that pass, or events. `frame`, `done` and `end` may raise Problem."""

    def seeing(self, glance: Callable[[bytes], Sight]) -> Callable[[bytes], Sight]:
        """How a frame is looked at, once each and in order, before anything else is done with it."""

    def heartbeat(self, frame: Frame) -> Batch | None:
        """A frame that says nothing."""

    def frame(self, frame: Frame, sight: Sight) -> Batch | None:
        """A frame, and what it shows. None: nothing of it goes on."""

    def done(self, frame: Frame) -> Batch:
        """The wire's own end of the stream."""

    def end(self) -> Batch:
        """The connection has no more, and every answer had ended: the wire's own end was forgotten."""


class Streamed:
    """Batches of one reply. They end only when the answer is whole; what ends it otherwise is raised, after what came before."""

    __slots__ = (
        "_answer", "_chunks", "_content", "_decoder", "_ended", "_facts", "_glance", "_heard", "_held", "_idle", "_meaning", "_n",
        "_over", "_quiet_since", "_said", "_see", "_stopped", "_trouble", "_unframed", "_used",
    )  # fmt: skip

    def __init__(
        self,
        answer: Answer,
        glance: Callable[[bytes], Sight],
        meaning: Meaning,
        facts: Facts,
        used: Callable[[Usage], None],
        *,
        over: Callable[[Problem | None], None] = nobody_asks,
        n: int,
        idle: float,
    ) -> None:
        self._answer = answer
        self._chunks = answer.chunks()
        self._decoder = Decoder()
        self._glance = glance  # at what may be no frame at all
        self._see = meaning.seeing(glance)
        self._meaning = meaning
        self._facts = facts
        self._used = used
        self._over = over
        self._heard = facts.heard = Heard()
        self._n = n  # answers that were asked for
        self._idle = idle
        self._stopped = 0  # answers that said why they ended
        self._quiet_since = 0.0  # when the first of the heartbeats came that are all that has come since
        self._content = False  # the answer itself has begun
        self._ended = False  # and is whole
        self._said = False  # some frame had data in it
        self._unframed: list[bytes] = []  # what came before the first such frame
        self._held: Batch | None = None
        self._trouble: Problem | None = None  # to be raised once what came before it has been passed on

    async def begin(self) -> bytes | None:
        """Read up to the first content: until here another target can still be tried. What is no stream at all is given back."""
        held: list[Batch] = []
        while not self._content:
            try:
                held.append(await self.__anext__())
            except StopAsyncIteration:
                return b"".join(self._unframed)
        self._held = merged(held)
        return None

    def __aiter__(self) -> Streamed:
        return self

    async def __anext__(self) -> Batch:
        if self._held is not None:
            held, self._held = self._held, None
            return held
        try:
            while not self._ended:
                batch = await self._more()
                if batch is not None:
                    return batch
        except Problem as problem:
            if self._content:  # else it has never begun, and who asked for it is told so
                self._over(problem)
            raise
        raise StopAsyncIteration

    async def _more(self) -> Batch | None:
        """What the next bytes have brought."""
        if self._trouble is not None:
            raise self._trouble
        try:
            chunk = await self._chunks.__anext__()
        except StopAsyncIteration:
            return self._finish()
        except Problem:
            if self._stopped < self._n:
                raise
            return self._finish()  # all of the answer had come
        frames = self._decoder.feed(chunk)
        batch = self._look(frames[0]) if len(frames) == 1 else self._look_at_all(frames)
        if not self._said:
            self._unframed.append(chunk)
        return batch

    async def close(self) -> None:
        """After a good end the rest is heard out, for a moment: then the connection can serve again."""
        try:
            if self._ended:
                with suppress(Problem, TimeoutError):
                    async with asyncio.timeout(LINGER):
                        async for _ in self._chunks:
                            pass  # bytes after the end belong to nobody
            if isinstance(self._chunks, AsyncGeneratorType):  # nothing is left to the collector
                await self._chunks.aclose()
        finally:
            await self._answer.close()

    def _look(self, frame: Frame) -> Batch | None:
        """One frame: what it tells us, and what of it is passed on."""
        if self._ended or self._trouble is not None:
            return None
        data = frame.data
        if data is None:
            self._check_silence()
            return self._meaning.heartbeat(frame)
        self._said = True
        sight = self._see(data)
        if sight.heartbeat:
            self._check_silence()
            return self._meaning.heartbeat(frame)
        self._quiet_since = 0.0  # a frame that says nothing new is one all the same: xAI sends one for each hidden thought
        try:
            if sight.problem is not None:
                raise sight.problem
            if sight.usage is not None:
                before = self._facts.usage if sight.usage_goes_on else None
                self._used(sight.usage if before is None else joined(before, sight.usage))
            if sight.done:
                self._note(sight)
                return self._done(frame)
            batch = self._meaning.frame(frame, sight)
        except Problem as problem:
            self._stop(problem)
            return None
        self._note(sight)
        self._heard.hear(data, sight.content)
        return batch

    def _note(self, sight: Sight) -> None:
        if sight.reason is not None:
            self._facts.reason = self._facts.reason or sight.reason
            self._stopped += sight.ended
            self._content = True
        elif sight.content:
            self._content = True

    def _look_at_all(self, frames: Sequence[Frame]) -> Batch | None:
        if not frames:
            self._check_unfinished()
        return merged([batch for frame in frames if (batch := self._look(frame)) is not None])

    def _done(self, frame: Frame) -> Batch:
        if not self._content:
            raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider ended its stream before it had answered anything")
        batch = self._meaning.done(frame)
        self._ended = True
        self._over(None)
        return batch

    def _finish(self) -> Batch | None:
        """The connection has no more. Good if every answer had said why it stopped, or the end mark came; else it was cut."""
        rest = [batch for frame in self._decoder.end() if self._is_whole(frame) and (batch := self._look(frame)) is not None]
        if self._ended or self._trouble is not None:
            return merged(rest)
        if not self._said and not b"".join(self._unframed).lstrip().startswith(STREAM):
            self._ended = True
            return None
        try:
            if self._stopped < self._n:
                raise Problem(Kind.PROVIDER_CUT_OFF, "the provider's stream ended before the answer did")
            rest.append(self._meaning.end())
            self._ended = True
            self._over(None)
        except Problem as problem:
            self._stop(problem)
        return merged(rest)

    def _is_whole(self, frame: Frame) -> bool:
        """Is the last frame, which nothing ended, more than the beginning of one? If not, the stream was cut inside it."""
        problem = self._glance(frame.data).problem if frame.data is not None else None
        return problem is None or problem.kind is not Kind.PROVIDER_BAD_REPLY

    def _check_silence(self) -> None:
        """Heartbeats keep a connection open; they are not an answer."""
        now = self._answer.last_byte_at
        if not self._quiet_since:
            self._quiet_since = now
        elif self._idle and now - self._quiet_since > self._idle:
            self._stop(Problem(Kind.PROVIDER_TIMED_OUT, f"the provider sent only heartbeats for {self._idle:g} s"))

    def _check_unfinished(self) -> None:
        """A frame that takes its time is no silence, unless it is a comment that never ends."""
        now = self._answer.last_byte_at
        if not self._quiet_since:
            self._quiet_since = now
        elif self._idle and now - self._quiet_since > self._idle:
            if all(line.startswith(b":") for line in self._decoder.rest().splitlines()):
                self._check_silence()
            self._quiet_since = now

    def _stop(self, problem: Problem) -> None:
        """Before content the problem is the reply; after it, what was already good goes out first."""
        if not self._content:
            raise problem
        self._trouble = problem


def merged(batches: Sequence[Batch]) -> Batch | None:
    """Several as one: all of them bytes, or all of them events."""
    if len(batches) < 2:
        return batches[0] if batches else None
    pieces = [batch.wire_bytes for batch in batches if batch.wire_bytes is not None]
    if len(pieces) == len(batches):
        return Batch(None, b"".join(pieces))
    return Batch([event for batch in batches for event in batch.events or ()])
