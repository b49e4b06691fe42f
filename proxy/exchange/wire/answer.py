"""One reply as its reader sees it: what has come, what is still awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from proxy.exchange import failures
from proxy.exchange.exchange import Ask
from proxy.exchange.unpack import Unpacker, unpacker
from proxy.exchange.wire.reply_head import read_headers
from translators.canonical import Kind, Problem


class Line(Protocol):
    """What a reader may ask of the connection."""

    def drop(self) -> None:
        """Close at once."""

    def resume(self) -> None:
        """Go on reading."""


class WireAnswer:
    """Filled by the connection inside its callbacks, emptied by one reader."""

    __slots__ = (
        "_done",
        "_head",
        "_headers",
        "_line",
        "_loop",
        "_paused",
        "_taken",
        "_unpacker",
        "ask",
        "first_byte_at",
        "last_byte_at",
        "parts",
        "problem",
        "reused",
        "room",
        "sent_at",
        "status",
        "untouched",
        "waiter",
        "whole",
    )

    def __init__(self, line: Line, loop: asyncio.AbstractEventLoop, ask: Ask, reused: bool) -> None:
        self.ask = ask
        self.status = 0  # until the head is whole
        self.reused = reused
        self.sent_at = self.first_byte_at = self.last_byte_at = 0.0
        self.untouched = False  # it failed before any byte came
        self.problem: Problem | None = None
        self.whole = ask.whole
        self.parts: list[bytes] = []
        self.room = ask.bounds.body_bytes if ask.whole else min(ask.bounds.buffer_bytes, ask.bounds.body_bytes)
        self.waiter: asyncio.Future[None] | None = None
        self._line: Line | None = line
        self._loop = loop
        self._head = b""
        self._headers: Mapping[str, str] | None = None
        self._unpacker: Unpacker | None = None
        self._done = self._paused = False
        self._taken = 0

    # ── for the reader ────────────────────────────────────────────────

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case; a repeated one is joined by a comma."""
        if self._headers is None:
            self._headers = read_headers(self._head)
        return self._headers

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes: what arrived since the last one, in one piece."""
        return self._pieces() if self._unpacker is None else self._unpacked(self._unpacker)

    async def read(self) -> bytes:
        """The whole body."""
        if self._unpacker is not None:
            return b"".join([piece async for piece in self._unpacked(self._unpacker)])
        self._read_on()
        while not self._done:
            await self.wait()
        if self.problem is not None:
            raise self.problem
        return self._take()

    async def close(self) -> None:
        """Drop the connection unless the reply is whole: then it has gone back already."""
        self.abandon()

    # ── waiting ───────────────────────────────────────────────────────

    async def wait(self) -> None:
        """Until there is something to look at. Cancelled, it drops the connection at once."""
        self.waiter = waiter = self._loop.create_future()
        try:
            await waiter
        except asyncio.CancelledError:
            self.abandon()
            raise

    def wake(self) -> None:
        """There is something to look at."""
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def abandon(self) -> None:
        """Nobody wants the rest."""
        if self._done or self._line is None:
            return
        line = self._line
        self.failed(Problem(Kind.INTERNAL, "the answer was closed before it was read to its end"))
        line.drop()

    # ── for the connection ────────────────────────────────────────────

    def begun(self, status: int, head: bytes, encoded: bool) -> None:
        """The head is here."""
        self._head = head
        if encoded:
            self._unpacker = unpacker(self.ask.provider, self.headers["content-encoding"], self.ask.bounds.body_bytes)
        self.status = status  # last: a head that cannot be used is none
        if self.waiter is not None and not self.whole:
            self.wake()

    def ended(self) -> None:
        """All of it is here."""
        self._done = True
        self._line = None
        self.wake()

    def failed(self, problem: Problem) -> None:
        """No more of it will come. What came may still be read, then the problem."""
        if self._done:
            return
        self._done = True
        self.problem = problem
        self._line = None
        self.wake()

    def ends_with_connection(self) -> bool:
        """Has it neither a length nor chunks? Then the end of the connection is the end of the body."""
        return "content-length" not in self.headers and "transfer-encoding" not in self.headers

    def crowded(self) -> bool:
        """There is no more room. May the connection go on reading?"""
        bounds = self.ask.bounds
        self.room = bounds.body_bytes - self._taken - sum(map(len, self.parts))
        if self.room < 0:
            raise failures.bad_reply(self.ask.provider, "a body larger than is allowed")
        if self.whole or self._paused:
            return True
        self._paused = True
        return False

    def out_of_time(self, total: bool) -> Problem:
        """Which of the waits is over."""
        patience, provider = self.ask.patience, self.ask.provider
        if total:
            return failures.timed_out(provider, failures.TOTAL, patience.total)
        if self.first_byte_at:
            return failures.timed_out(provider, failures.IDLE, patience.idle)
        return failures.timed_out(provider, failures.FIRST_BYTE, patience.first_byte)

    # ── the body ──────────────────────────────────────────────────────

    async def _pieces(self) -> AsyncIterator[bytes]:
        while True:
            if self.parts:
                yield self._take()
            elif not self._done:
                await self.wait()
            elif self.problem is not None:
                raise self.problem
            else:
                return

    async def _unpacked(self, inflate: Unpacker) -> AsyncIterator[bytes]:
        async for data in self._pieces():
            for piece in inflate.feed(data):
                yield piece
        inflate.finish()

    def _take(self) -> bytes:
        parts = self.parts
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        parts.clear()
        self._taken = taken = self._taken + len(data)
        bounds = self.ask.bounds
        self.room = min(bounds.buffer_bytes, bounds.body_bytes - taken)
        if self._paused:
            self._go_on()
        return data

    def _read_on(self) -> None:
        """The reader wants it all: nothing is held back any more but what is too large."""
        self.whole = True
        self.room = self.ask.bounds.body_bytes - self._taken - sum(map(len, self.parts))
        if self._paused:
            self._go_on()

    def _go_on(self) -> None:
        self._paused = False
        if self._line is not None:
            self._line.resume()
