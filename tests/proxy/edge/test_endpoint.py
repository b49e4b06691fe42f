"""One endpoint, any caller's wire: whatever happens, the caller gets one honest end."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest

from config.snapshot import Target
from proxy.call import Asked, Call, Next, Reply
from proxy.edge.endpoint import Endpoint, no_longer
from proxy.edge.flights import Flights
from proxy.edge.in_array import InArray
from proxy.edge.visit import Visit
from proxy.observe.log import Log
from tests.caller import Replied, request
from tests.edge import App, edge
from tests.frames import dechunked
from tests.holding import holding
from tests.made import OPENAI_CHAT, provider
from tests.visits import Notebook, visit
from translators.canonical import Batch, Kind, Problem

Step = bytes | Exception | None  # a piece, what happens instead of one, or nothing for ever


class Inside:
    """What stands behind the endpoint, and what became of it."""

    def __init__(self, *steps: Step, streamed: bool = False, refused: Exception | None = None, reads: bool = True) -> None:
        self.steps, self.streamed, self.refused, self.reads = steps, streamed, refused, reads
        self.flights, self.out, self.calls, self.closed = Flights(), io.BytesIO(), list[Call](), 0
        self.endpoint = Endpoint(OPENAI_CHAT, self.run, no_longer, holding(), self.flights, lambda: "req_7", Log(self.out))

    async def run(self, call: Call) -> Reply:
        """The pipeline."""
        self.calls.append(call)
        if self.reads:
            await call.read(1000)
        if self.refused is not None:
            raise self.refused
        if self.steps[:1] == (None,) and not self.streamed:
            await asyncio.get_running_loop().create_future()
        call.facts.streamed = self.streamed
        return Reply(Target(provider(), "small", "house/small"), self.batches(), self.close)

    async def batches(self) -> AsyncIterator[Batch]:
        """Step by step."""
        for step in self.steps:
            match step:
                case bytes():
                    yield Batch(None, step)
                case None:
                    await asyncio.get_running_loop().create_future()
                case _:
                    raise step

    async def close(self) -> None:
        """Counted."""
        self.closed += 1

    def app(self) -> App:
        """As a server takes it."""

        async def answering(visit: Visit) -> None:
            try:
                await self.endpoint(visit)
            finally:
                visit.over()

        return answering

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log."""
        return [json.loads(line) for line in self.out.getvalue().splitlines()]


async def ask(inside: Inside, meanwhile: Callable[[], Awaitable[None]] | None = None) -> Replied:
    """Over a socket."""
    async with edge(inside.app()) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"{}"))
        if meanwhile is not None:
            await running.until(lambda: bool(inside.calls))
            await asyncio.sleep(0.02)
            await meanwhile()
        return await caller.reply()


async def test_an_answer_is_written_and_closed() -> None:
    """Once."""
    inside = Inside(b'{"a": 1}')
    reply = await ask(inside)
    assert (reply.status, reply.json) == (200, {"a": 1})
    assert reply.headers["x-modelbridge-request-id"] == "req_7"
    assert inside.closed == 1
    assert not inside.calls[0].facts.left


async def test_a_stream_is_written_as_it_comes() -> None:
    """And closed."""
    inside = Inside(b"data: 1\n\n", b"data: [DONE]\n\n", streamed=True)
    assert (await ask(inside)).body == b"data: 1\n\ndata: [DONE]\n\n"
    assert inside.closed == 1


async def test_a_problem_has_its_status() -> None:
    """Before anything has gone out."""
    reply = await ask(Inside(refused=Problem(Kind.UNKNOWN_MODEL, "no such", param="model")))
    assert (reply.status, reply.code, reply.json["error"]["param"]) == (404, "model_not_found", "model")
    assert "connection" not in reply.headers


async def test_who_is_refused_before_it_was_heard_out_is_hung_up_on() -> None:
    """The rest of its body is nobody's."""
    inside = Inside(refused=Problem(Kind.UNAUTHENTICATED, "no key"), reads=False)
    async with edge(inside.app()) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"x" * 1000)[:-500])
        reply = await caller.reply()
        assert (reply.status, reply.headers["connection"], reply.headers["www-authenticate"]) == (401, "close", "Bearer")
        assert await caller.over() == b""


@pytest.mark.parametrize("trouble", [Problem(Kind.PROVIDER_CUT_OFF, "cut"), ValueError("a secret")])
async def test_a_stream_that_fails_says_so_in_its_last_event(trouble: Exception) -> None:
    """Whoever's fault it was; and it is closed."""
    inside = Inside(b"data: 1\n\n", trouble, streamed=True)
    reply = await ask(inside)
    first, last, rest = reply.body.split(b"\n\n")
    assert (first, rest) == (b"data: 1", b"")
    code = orjson.loads(last.removeprefix(b"data: "))["error"]["code"]
    assert code == ("provider_cut_off" if isinstance(trouble, Problem) else "internal_error")
    assert inside.closed == 1
    assert b"a secret" not in inside.out.getvalue() + reply.body


async def test_a_fault_of_ours_is_told_to_the_log() -> None:
    """By its place, with the call it spoiled; the caller is told where to look."""
    inside = Inside(refused=ZeroDivisionError("a secret"))
    reply = await ask(inside)
    assert (reply.status, reply.code) == (500, "internal_error")
    (line,) = inside.lines
    assert (line["request_id"], line["fault"]) == ("req_7", "ZeroDivisionError")
    assert b"a secret" not in inside.out.getvalue()


@pytest.mark.parametrize("streamed", [True, False])
async def test_who_leaves_ends_the_call(streamed: bool) -> None:
    """What was opened for it is closed, and that it left is a fact."""
    inside = Inside(*([b"data: 1\n\n"] if streamed else []), None, streamed=streamed)
    async with edge(inside.app()) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"{}"))
        await running.until(lambda: bool(inside.calls))
        if streamed:
            await caller.head()
        caller.leave()
        await running.until(lambda: not running.server.visits)
    assert inside.closed == streamed
    assert inside.calls[0].facts.left is streamed
    assert inside.lines == []


async def test_who_comes_while_we_stop_is_sent_elsewhere() -> None:
    """503, when to come back, and the end of the connection."""
    inside = Inside(b"{}")
    inside.flights.stopping = True
    reply = await ask(inside)
    assert (reply.status, reply.code, reply.headers["retry-after"], reply.headers["connection"]) == (503, "gateway_stopping", "1", "close")
    assert inside.calls == []


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_call_that_is_cut_short_is_told_so(streamed: bool) -> None:
    """As a status if it can be, else as the last event."""
    inside = Inside(*([b"data: 1\n\n"] if streamed else []), None, streamed=streamed)

    async def cut() -> None:
        inside.flights.cutting = True
        for task in asyncio.all_tasks():
            if task.get_name() == "visit":
                task.cancel()

    reply = await ask(inside, cut)
    assert reply.status == (200 if streamed else 503)
    assert b'"code":"gateway_stopping"' in reply.body
    assert b"[DONE]" not in reply.body
    assert inside.closed == streamed


async def test_what_the_address_says_is_on_the_call() -> None:
    """Where a wire says it there; and the key, where Google's callers may put it."""
    inside, line = Inside(b"{}", reads=False), Notebook()
    await inside.endpoint(visit(line, path="/v1beta/models/fast:generateContent", query=b"key=mb-1"), Asked("fast", stream=False))
    assert (inside.calls[0].asked, inside.calls[0].secret) == (Asked("fast", stream=False), "mb-1")


@pytest.mark.parametrize("trouble", [None, Problem(Kind.PROVIDER_CUT_OFF, "cut")])
async def test_a_stream_may_be_an_array(trouble: Problem | None) -> None:
    """Whole JSON, also when it ends with a problem."""
    inside, line = Inside(b'data: {"a":1}\n\n', *([trouble] if trouble else []), streamed=True, reads=False), Notebook()
    await inside.endpoint(visit(line), Asked("fast", stream=True), InArray())
    head, _, body = line.written.partition(b"\r\n\r\n")
    first, *rest = json.loads(dechunked(body))
    assert (b"content-type: application/json" in head, first) == (True, {"a": 1})
    assert [one["error"]["code"] for one in rest] == (["provider_cut_off"] if trouble else [])


async def test_who_wanted_an_array_is_refused_in_one() -> None:
    """It looks for the error there."""
    inside, line = Inside(refused=Problem(Kind.UNKNOWN_MODEL, "no such"), reads=False), Notebook()
    await inside.endpoint(visit(line), Asked("fast", stream=True), InArray())
    (only,) = json.loads(line.written.partition(b"\r\n\r\n")[2])
    assert only["error"]["code"] == "model_not_found"


def test_a_pipeline_fits() -> None:
    """It is what an endpoint runs."""
    stopping: Next = no_longer
    assert stopping is no_longer
