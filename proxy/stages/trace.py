"""What became of the call? One log line and the metrics, written once, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from proxy.call import Call, CallerLeft, Next, Reply
from proxy.observe.watch import Watch
from translators.canonical import Kind, Problem


@dataclass(frozen=True, slots=True)
class Trace:
    """The outermost stage: it sees every call, also those that others refuse."""

    watch: Watch
    cutting: Callable[[], bool]  # is it the gateway that ends what is still in flight?

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Count it in, and see to it that it is counted out."""
        self.watch.begun()
        try:
            reply = await next(call)
        except BaseException as error:
            self._failed(call, error)
            self.watch.ended(call, self.watch.clock())
            raise
        call.facts.status = 200
        return replace(reply, close=self._closing(call, reply.close))

    def _failed(self, call: Call, error: BaseException) -> None:
        facts = call.facts
        match error:
            case Problem():
                facts.status, facts.problem = error.status, error.kind
            case CallerLeft() | asyncio.CancelledError() if not self.cutting():
                facts.status, facts.left = Kind.CALLER_LEFT.status, True
            case asyncio.CancelledError():
                facts.status, facts.problem = Kind.STOPPING.status, Kind.STOPPING
            case _:
                facts.status, facts.problem = Kind.INTERNAL.status, Kind.INTERNAL

    def _closing(self, call: Call, close: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        closing = False

        async def closed() -> None:
            nonlocal closing
            if closing:
                return
            closing = True
            at = self.watch.clock()  # the caller has had its reply; what is still to be tidied up is no part of the call
            try:
                await close()
            finally:
                self.watch.ended(call, at)

        return closed
