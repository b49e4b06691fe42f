"""One reply that comes through httpx."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from typing import cast

import httpx
from msgspec import Struct

from proxy.exchange import failures
from proxy.exchange.exchange import Ask
from proxy.exchange.httpx_network import Stream
from proxy.exchange.unpack import Unpacker, unpacker
from translators.canonical import Kind, Problem

FOR_EVER = float("inf")


class Sent(Struct, frozen=True):
    """What is known once a request is out."""

    ask: Ask
    sent_at: float
    total_at: float
    reused: bool


class HttpxAnswer:
    """Reads only when it is asked to, so a slow reader holds nothing but what the socket holds."""

    def __init__(self, response: httpx.Response, sent: Sent, now: Callable[[], float], free: Callable[[], None]) -> None:
        ask = sent.ask
        self.status = response.status_code
        self.headers: Mapping[str, str] = {name: ", ".join(response.headers.get_list(name)) for name in response.headers}
        self._unpacker: Unpacker | None = unpacker(ask.provider, self.headers.get("content-encoding", ""), ask.bounds.body_bytes)
        self._stream = cast("Stream", response.extensions["network_stream"])  # the pool was given a watched network
        self.reused = sent.reused
        self.sent_at = sent.sent_at
        self.first_byte_at = self._stream.first_byte_at
        self.last_byte_at = self._stream.last_byte_at
        self._ask = ask
        self._now = now
        self._total_at = sent.total_at
        self._response = response
        self._source = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
        self._room = ask.bounds.body_bytes
        self._done = False
        self._problem: Problem | None = None
        self._free = free

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, unpacked."""
        while (data := await self._next()) is not None:
            if self._unpacker is None:
                yield data
                continue
            for piece in self._unpacker.feed(data):
                yield piece
        if self._unpacker is not None:
            self._unpacker.finish()

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([piece async for piece in self.chunks()])

    async def close(self) -> None:
        """Drop the connection unless the reply is whole: then it has gone back already."""
        await self.abandon(Problem(Kind.INTERNAL, "the answer was closed before it was read to its end"))

    async def _next(self) -> bytes | None:
        if self._problem is not None:
            raise self._problem
        if self._done:
            return None
        try:
            data = await self._wait()
        except asyncio.CancelledError:
            await self.close()
            raise
        except httpx.TransportError as error:
            raise await self.abandon(self._what(error)) from error
        if data is None:
            self._done = True
            self._free()
            return None
        self.last_byte_at = self._stream.last_byte_at
        self._room -= len(data)
        if self._room < 0:
            raise await self.abandon(failures.bad_reply(self._ask.provider, "a body larger than is allowed"))
        return data

    async def _wait(self) -> bytes | None:
        patience = self._ask.patience
        due = min(self._now() + (patience.idle or FOR_EVER), self._total_at)
        try:
            async with asyncio.timeout(due - self._now() if due < FOR_EVER else None):
                return await anext(self._source, None)
        except TimeoutError as error:
            what, after = (failures.TOTAL, patience.total) if due == self._total_at else (failures.IDLE, patience.idle)
            raise await self.abandon(failures.timed_out(self._ask.provider, what, after)) from error

    async def abandon(self, problem: Problem) -> Problem:
        """Nobody wants the rest; a reader is told why."""
        if not self._done:
            self._done, self._problem = True, problem
            self._free()
            with contextlib.suppress(RuntimeError):  # somebody else is reading: the close below ends that
                await self._source.aclose()
            await self._response.aclose()
        return problem

    def _what(self, error: httpx.TransportError) -> Problem:
        if self._stream.ended:
            return failures.cut_off(self._ask.provider, "its answer")
        return failures.bad_reply(self._ask.provider, f"malformed HTTP: {error}")
