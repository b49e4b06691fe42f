"""One endpoint, any caller's wire: read, run the pipeline, write. Whatever happens, the caller gets one honest end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from config import Holder
from proxy.call import Asked, Call, CallerLeft, Facts, Next, Reply
from proxy.edge.flights import Flights
from proxy.edge.in_array import InArray
from proxy.edge.keys import secret
from proxy.edge.replies import OURS
from proxy.edge.visit import Visit
from proxy.edge.writing import stream, whole, write_problem
from proxy.observe.log import Log
from translators.canonical import Kind, Problem
from translators.translator import Translator

CUT_SHORT = Problem(Kind.STOPPING, "this gateway had to stop before the answer was whole")


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

    async def __call__(self, visit: Visit, asked: Asked | None = None, array: InArray | None = None) -> None:
        """Answer one request; with what its address says, where that wire says it there, and as an array instead of events."""
        call = self._call(visit, asked)
        run = self.run
        if self.flights.stopping:
            visit.keep, run = False, self.run_stopping
        try:
            reply = await run(call)
            try:
                await (stream(visit, call, reply, array) if call.facts.streamed else whole(visit, call, reply))
            except BaseException as error:
                self._tell(visit, call, error, array)  # before the reply is closed: then its end is a fact like any other
            finally:
                call.facts.left = visit.left
                await reply.close()
        except BaseException as error:
            self._tell(visit, call, error, array)

    def _tell(self, visit: Visit, call: Call, error: BaseException, array: InArray | None) -> None:
        """What is told of a failure: to the caller what concerns it, to the log where it happened."""
        match error:
            case Problem():
                try:
                    write_problem(visit, call, error, array)
                except Exception as fault:  # what cannot be put into words is a fault of ours
                    self._tell(visit, call, fault, array)
            case CallerLeft() | asyncio.CancelledError():
                if self.flights.cutting:
                    write_problem(visit, call, CUT_SHORT, array)
            case Exception():
                self.log.fault("a call failed inside the gateway", error, request_id=call.id)
                write_problem(visit, call, OURS, array)
            case _:
                raise error

    def _call(self, visit: Visit, asked: Asked | None) -> Call:
        snapshot = self.holder.current
        return Call(
            id=self.ids(),
            arrived=visit.arrived,
            snapshot=snapshot,
            translator=self.translator,
            secret=secret(visit.headers, visit.query),
            read=visit.read,
            headers=visit.headers,
            facts=Facts(),
            asked=asked,
        )


async def no_longer(call: Call) -> Reply:  # noqa: ARG001  every end of a pipeline takes one
    """The end of the pipeline while the gateway is being stopped: the call is noted like any other, and refused."""
    raise Problem(Kind.STOPPING, "this gateway is stopping; another one will answer", retry_after=1.0)
