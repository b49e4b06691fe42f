"""What became of the call? One log line and the metrics, written once, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from proxy.call import Call, CallerLeft, Next, Reply
from proxy.observe.watch import Watch
from translators.canonical import Problem


@dataclass(frozen=True, slots=True)
class Trace:
    """The outermost stage: it sees every call, also those that others refuse."""

    watch: Watch

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Count it in, and see to it that it is counted out."""
        self.watch.begun()
        try:
            reply = await next(call)
        except Problem as problem:
            call.facts.status, call.facts.problem = problem.status, problem.kind
            self.watch.ended(call)
            raise
        except (CallerLeft, asyncio.CancelledError):
            call.facts.status, call.facts.left = 499, True
            self.watch.ended(call)
            raise
        except BaseException:
            call.facts.status = 500
            self.watch.ended(call)
            raise
        call.facts.status = 200
        return replace(reply, close=self._closing(call, reply.close))

    def _closing(self, call: Call, close: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def closed() -> None:
            try:
                await close()
            finally:
                self.watch.ended(call)

        return closed
