"""The mock provider behind the exchange's interface: the same moves as over a socket, without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic
from urllib.parse import unquote

from proxy.exchange import failures
from proxy.exchange.exchange import Answer, Ask
from proxy.mock.moves import Beat, Cut, Head, Move, Send, Stall, Wait
from proxy.mock.script import script
from proxy.mock.wires import spoken_at
from translators.canonical import Kind, Problem

FRAMES_AT_A_TIME = 32  # of a stream without a pace, before others get their turn


@dataclass(frozen=True, slots=True)
class MockExchange:
    """Answers what is asked of `mock:` addresses."""

    clock: Callable[[], float]  # wall time: when replies say they were made
    now: Callable[[], float] = monotonic

    async def send(self, ask: Ask) -> Answer:
        """Decide the answer, and wait for its head."""
        spoken = spoken_at(unquote(ask.path.partition("?")[0]))
        if spoken is None:
            raise Problem(Kind.PROVIDER_BAD_REPLY, f"the mock provider does not answer at {ask.path!r}")
        moves = iter(script(ask.body, spoken, self.clock))
        answer = MockAnswer(ask, moves, self.now)
        await answer.begin()
        return answer

    async def close(self) -> None:
        """There are no connections."""


class MockAnswer:
    """A reply performed move by move, as fast as it is read but never faster than its pace."""

    __slots__ = (
        "_ask",
        "_beat",
        "_due",
        "_frames",
        "_limit",
        "_moves",
        "_now",
        "_size",
        "_total_at",
        "first_byte_at",
        "headers",
        "last_byte_at",
        "reused",
        "sent_at",
        "status",
    )

    def __init__(self, ask: Ask, moves: Iterator[Move], now: Callable[[], float]) -> None:
        self._ask = ask
        self._moves = moves
        self._now = now
        self._beat: Beat | None = None
        self._frames = self._size = 0
        self.status = 0
        self.headers: dict[str, str] = {}
        self.reused = False
        self.sent_at = self._due = now()
        self.first_byte_at = self.last_byte_at = self.sent_at
        self._total_at = self.sent_at + (ask.patience.total or inf)
        self._limit = self.sent_at + (ask.patience.first_byte or inf)

    async def begin(self) -> None:
        """All moves up to the head."""
        for move in self._moves:
            match move:
                case Head(status, headers):
                    self.status = status
                    self.headers.update(headers)
                    self._came()
                    self.first_byte_at = self.last_byte_at
                    return
                case Wait(seconds):
                    await self._wait(seconds)
                case Stall():
                    await self._wait(inf)
                case _:
                    break
        raise failures.silent(self._ask.provider)

    def chunks(self) -> AsyncIterator[bytes]:
        """The body, frame by frame."""
        return self

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self])

    async def close(self) -> None:
        """Nobody wants the rest."""
        self._moves = iter(())
        self._beat = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._beat is not None:
            return await self._repeat(self._beat)
        for move in self._moves:
            match move:
                case Send(data):
                    if data:
                        return await self._taken(data)
                case Wait(seconds):
                    await self._wait(seconds)
                case Stall():
                    await self._wait(inf)
                case Beat():
                    self._beat = move
                    return await self._repeat(move)
                case Cut(reset):
                    where = ConnectionResetError() if reset else None
                    raise failures.cut_off(self._ask.provider, "its answer") from where
                case Head():
                    break
        raise StopAsyncIteration

    async def _repeat(self, beat: Beat) -> bytes:
        await self._wait(beat.every)
        return await self._taken(beat.data)

    async def _taken(self, data: bytes) -> bytes:
        self._size += len(data)
        if self._size > self._ask.bounds.body_bytes:
            raise failures.bad_reply(self._ask.provider, "a body larger than is allowed")
        self._frames += 1
        if self._frames % FRAMES_AT_A_TIME == 0:
            await asyncio.sleep(0)
        self._came()
        return data

    def _came(self) -> None:
        """Bytes have come: the provider may be silent again for so long."""
        self.last_byte_at = self._now()
        self._limit = self.last_byte_at + (self._ask.patience.idle or inf)

    async def _wait(self, seconds: float) -> None:
        """Let time pass, but no more than the caller has patience for. Time spent elsewhere counts."""
        self._due += seconds
        limit = min(self._limit, self._total_at)
        delay = min(self._due, limit) - self._now()
        if delay == inf:
            await asyncio.get_running_loop().create_future()
        elif delay > 0:
            await asyncio.sleep(delay)
        if self._due > limit:
            raise self._out_of_time()

    def _out_of_time(self) -> Problem:
        patience, provider = self._ask.patience, self._ask.provider
        if self._total_at <= self._limit:
            return failures.timed_out(provider, failures.TOTAL, patience.total)
        if self.status:
            return failures.timed_out(provider, failures.IDLE, patience.idle)
        return failures.timed_out(provider, failures.FIRST_BYTE, patience.first_byte)
