"""One endpoint, any caller's wire: read, run the pipeline, write. Whatever happens, the caller gets one honest end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from config import Holder
from proxy.call import Call, Facts, Next, Reply
from proxy.edge.body import Body, CallerLeft, Receive, Send
from proxy.edge.flights import Flights
from proxy.edge.words import JSON, RawHeaders, problem_headers, reply_headers
from proxy.observe.log import Log
from translators.canonical import Event, Kind, Problem
from translators.canonical.fold import fold
from translators.translator import Translator

STOPPING = Problem(Kind.STOPPING, "this gateway is stopping; another one will answer", retry_after=1.0)
CUT_SHORT = Problem(Kind.STOPPING, "this gateway had to stop before the answer was whole")
OURS = Problem(Kind.INTERNAL, "something went wrong inside the gateway; its log tells more")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """POST on one wire."""

    translator: Translator
    run: Next
    holder: Holder
    flights: Flights
    ids: Callable[[], str]
    clock: Callable[[], float]
    log: Log

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        call = self._call(scope, receive)
        writer = Writer(self.translator, send)
        task = asyncio.current_task()
        if self.flights.stopping or task is None:
            await writer.problem(call, STOPPING)
            return
        self.flights.tasks.add(task)
        try:
            await self._answer(call, writer)
        except (Problem, CallerLeft, asyncio.CancelledError) as ended:
            await self._end(call, writer, ended)
        except Exception as error:  # noqa: BLE001  a fault of ours must not cost the caller its answer, nor us the reason
            self.log.fault("a call failed inside the gateway", error, request_id=call.id)
            await writer.problem(call, OURS)
        finally:
            self.flights.tasks.discard(task)

    async def _answer(self, call: Call, writer: Writer) -> None:
        reply = await self.run(call)
        try:
            if call.facts.streamed:
                await writer.stream(call, reply)
            else:
                await writer.whole(call, reply)
        except asyncio.CancelledError:
            call.facts.left = not self.flights.cutting
            raise
        finally:
            await reply.close()

    async def _end(self, call: Call, writer: Writer, ended: BaseException) -> None:
        """The call did not come to a good end; a caller who is still there is told."""
        match ended:
            case Problem():
                await writer.problem(call, ended)
            case asyncio.CancelledError() if self.flights.cutting:
                await writer.problem(call, CUT_SHORT)
            case _:
                return  # the caller has left

    def _call(self, scope: dict[str, Any], receive: Receive) -> Call:
        snapshot = self.holder.current
        headers = scope["headers"]
        return Call(
            id=self.ids(),
            arrived=scope.get("modelbridge.arrived") or self.clock(),
            snapshot=snapshot,
            translator=self.translator,
            secret=secret(headers),
            read=Body(receive, headers, snapshot.server.max_body_mb * 1_048_576).read,
            facts=Facts(),
        )


class Writer:
    """Writes one reply in the caller's wire, and knows how far it has come."""

    __slots__ = ("_send", "_started", "_streaming", "_translator")

    def __init__(self, translator: Translator, send: Send) -> None:
        self._translator = translator
        self._send = send
        self._started = False
        self._streaming = False

    async def whole(self, call: Call, reply: Reply) -> None:
        """The reply as one body."""
        body, events = b"", list[Event]()
        async for batch in reply.batches:
            if batch.wire_bytes is not None:
                body = batch.wire_bytes
            else:
                events += batch.events or ()
        if events:
            body = orjson.dumps(self._translator.write_response(fold(events)))
        await self._whole(200, [JSON, *reply_headers(call, call.facts)], body)

    async def stream(self, call: Call, reply: Reply) -> None:
        """The reply as it comes. The head waits for the first batch, which has content."""
        writer = None
        call.facts.status = 200
        head = [
            (b"content-type", self._translator.stream_media_type.encode()),
            (b"cache-control", b"no-cache"),
            (b"x-accel-buffering", b"no"),
            *reply_headers(call, call.facts),
        ]
        self._started = self._streaming = True
        send = self._send
        await send({"type": "http.response.start", "status": 200, "headers": head})
        async for batch in reply.batches:
            data = batch.wire_bytes
            if data is None:
                writer = writer or self._translator.stream_writer(call.envelope)
                data = b"".join([frame for event in batch.events or () for frame in writer.feed(event)])
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def problem(self, call: Call, problem: Problem) -> None:
        """What went wrong: as the reply, or as the last event of a stream that has begun."""
        call.facts.problem = problem.kind
        if self._streaming:
            error = self._translator.write_stream_problem(problem)
            await self._send({"type": "http.response.body", "body": error, "more_body": False})
        elif not self._started:
            untouched = problem.wire_bytes is not None and problem.wire == self._translator.wire
            body = problem.wire_bytes if untouched else orjson.dumps(self._translator.write_problem(problem))
            headers = [JSON, *reply_headers(call, call.facts), *problem_headers(problem)]
            await self._whole(problem.status, headers, body or b"")

    async def _whole(self, status: int, headers: RawHeaders, body: bytes) -> None:
        self._started = True
        headers.append((b"content-length", b"%d" % len(body)))
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def secret(headers: list[tuple[bytes, bytes]]) -> str:
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
