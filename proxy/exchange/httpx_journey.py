"""Where a request through httpx is, and how long it may still take there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any

from proxy.exchange import failures
from proxy.exchange.exchange import Ask
from translators.canonical import Problem

FOR_EVER = float("inf")
PIECE = 262_144


class Journey:
    """Told by httpcore's trace; one timer follows. `async with` bounds what is awaited inside."""

    __slots__ = ("_ask", "_now", "_timer", "_total_at", "_what", "reused", "sent_at")

    def __init__(self, ask: Ask, total_at: float, now: Callable[[], float]) -> None:
        self._ask = ask
        self._now = now
        self._total_at = total_at
        self._timer = asyncio.timeout(None)
        self._what = (failures.CONNECT, ask.patience.connect)
        self.reused = True  # until a connection is made
        self.sent_at = now()

    async def __aenter__(self) -> Journey:
        await self._timer.__aenter__()
        self._wait(failures.CONNECT, self._ask.patience.connect)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._timer.__aexit__(kind, error, trace)  # raises TimeoutError

    async def trace(self, event: str, _: Mapping[str, Any]) -> None:
        """Called by httpcore at each step."""
        patience = self._ask.patience
        match event.split(".")[1:]:
            case [("connect_tcp" | "start_tls"), "started"]:
                self.reused = False
                self._wait(failures.CONNECT, patience.connect)
            case ["send_request_headers", "started"]:
                self.sent_at = self._now()
                self._wait(failures.FIRST_BYTE, patience.first_byte)
            case ["send_request_body", "complete"]:
                self.sent_at = self._now()
                self._wait(failures.FIRST_BYTE, patience.first_byte)
            case _:
                pass

    async def body(self) -> AsyncIterator[bytes]:
        """The request's body in pieces: a large one on its way is not a slow answer, as long as some of it goes out."""
        body = memoryview(self._ask.body)
        for start in range(0, len(body), PIECE):
            self._wait(failures.FIRST_BYTE, self._ask.patience.first_byte)
            yield bytes(body[start : start + PIECE])

    def call_off(self) -> None:
        """It shall end now."""
        self._timer.reschedule(asyncio.get_running_loop().time())

    def out_of_time(self) -> Problem:
        """Which of the waits is over."""
        what, seconds = self._what
        return failures.timed_out(self._ask.provider, what, seconds)

    def _wait(self, what: str, seconds: float) -> None:
        now = self._now()
        due = min(now + (seconds or FOR_EVER), self._total_at)
        self._what = (what, seconds) if due < self._total_at else (failures.TOTAL, self._ask.patience.total)
        self._timer.reschedule(asyncio.get_running_loop().time() + due - now if due < FOR_EVER else None)
