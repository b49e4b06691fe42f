"""One endpoint, any caller's wire: read, run the pipeline, write. Whatever happens, the caller gets one honest end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from config import Holder
from proxy.call import Call, CallerLeft, Facts, Next, Reply
from proxy.edge.flights import Flights
from proxy.edge.visit import RawHeaders, Visit
from proxy.edge.writing import stream, whole, write_problem
from proxy.observe.log import Log
from translators.canonical import Kind, Problem
from translators.translator import Translator

CUT_SHORT = Problem(Kind.STOPPING, "this gateway had to stop before the answer was whole")
OURS = Problem(Kind.INTERNAL, "something went wrong inside the gateway; its log tells more")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """POST on one wire."""

    translator: Translator
    run: Next
    run_stopping: Next  # instead, once the gateway is being stopped
    holder: Holder
    flights: Flights
    ids: Callable[[], str]
    log: Log

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        call = self._call(visit)
        run = self.run
        if self.flights.stopping:
            visit.keep, run = False, self.run_stopping
        try:
            reply = await run(call)
            try:
                await (stream if call.facts.streamed else whole)(visit, call, reply)
            except BaseException as error:
                self._tell(visit, call, error)  # before the reply is closed: then its end is a fact like any other
            finally:
                call.facts.left = visit.left
                await reply.close()
        except BaseException as error:
            self._tell(visit, call, error)

    def _tell(self, visit: Visit, call: Call, error: BaseException) -> None:
        """What is told of a failure: to the caller what concerns it, to the log where it happened."""
        match error:
            case Problem():
                try:
                    write_problem(visit, call, error)
                except Exception as fault:  # what cannot be put into words is a fault of ours
                    self._tell(visit, call, fault)
            case CallerLeft() | asyncio.CancelledError():
                if self.flights.cutting:
                    write_problem(visit, call, CUT_SHORT)
            case Exception():
                self.log.fault("a call failed inside the gateway", error, request_id=call.id)
                write_problem(visit, call, OURS)
            case _:
                raise error

    def _call(self, visit: Visit) -> Call:
        snapshot = self.holder.current
        return Call(
            id=self.ids(),
            arrived=visit.arrived,
            snapshot=snapshot,
            translator=self.translator,
            secret=secret(visit.headers),
            read=visit.read,
            headers=visit.headers,
            facts=Facts(),
        )


async def no_longer(call: Call) -> Reply:  # noqa: ARG001  every end of a pipeline takes one
    """The end of the pipeline while the gateway is being stopped: the call is noted like any other, and refused."""
    raise Problem(Kind.STOPPING, "this gateway is stopping; another one will answer", retry_after=1.0)


def secret(headers: RawHeaders) -> str:
    """The key a caller shows, wherever its SDK puts it."""
    found = b""
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            if scheme.lower() == b"bearer" and token.strip():
                return token.strip().decode("latin-1")
        elif name in (b"x-api-key", b"api-key"):
            found = value.strip()
    return found.decode("latin-1")
