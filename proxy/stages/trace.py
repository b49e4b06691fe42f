"""What became of the call? One log line and the metrics, written once, however it ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec.structs import replace

from proxy.call import Call, Next, Reply, kind_of
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
        facts, kind = call.facts, kind_of(error, cutting=self.cutting())
        facts.status = error.status if isinstance(error, Problem) else kind.status
        if kind is Kind.CALLER_LEFT:
            facts.left = True
        else:
            facts.problem = kind

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
