"""FAULTS 59-60: connections that come and say nothing, or say it slowly, or say too much at once, or in another tongue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from time import monotonic

import pytest
import pytest_asyncio

from tests.caller import chunked, request
from tests.crowd import AUTH, CHAT, Crowd, asking, chat, crowd, figure

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHUNKED = "transfer-encoding: chunked"
GET = request("GET", "/healthz")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def them(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """A gateway and a provider; whatever came, nothing stays behind."""
    async with crowd(tmp_path_factory.mktemp("connections")) as running:
        yield running
        await running.at_rest()


async def test_59_slow_callers_are_not_waited_for(them: Crowd) -> None:
    """A head, a body with a length, one in chunks: whoever takes longer than it may is told so, all at once."""
    began, lines = monotonic(), len(them.lines())

    async def slow(start: bytes, then: bytes) -> tuple[int, str]:
        async with them.calling() as caller:
            sending = asyncio.ensure_future(caller.say(start, *[then] * 100, pause=0.05))
            reply = await caller.reply()
            assert await caller.over() == b""
            sending.cancel()
            with suppress(ConnectionError, asyncio.CancelledError):
                await sending
            return reply.status, reply.code

    told = await asyncio.gather(
        slow(b"POST /v1/chat", b"x"),
        slow(b"GET / HTTP/1.1\r\n", b"a: b\r\n"),
        slow(request("POST", CHAT, b"", AUTH, "content-length: 1000"), b" "),
        slow(request("POST", CHAT, b"", AUTH, CHUNKED), chunked(b" ", last=b"")),
    )
    assert set(told) == {(408, "request_timeout")}
    assert monotonic() - began < 4.0
    noted = (await them.noted(lines + 2))[lines:]  # those whose head was whole
    assert [(line["status"], line["problem"]) for line in noted] == [(408, "request_timeout")] * 2


async def test_59_idle_connections_hinder_nobody(them: Crowd) -> None:
    """Five hundred that say nothing, or half a head; others are answered as before."""
    async with AsyncExitStack() as crowd:
        for n in range(500):
            idle = await crowd.enter_async_context(them.calling())
            if n % 2:
                await idle.say(b"POST /v1/ch")
        began = monotonic()
        async with them.calling() as caller:
            for _ in range(50):
                await caller.say(chat(asking()))
                assert (await caller.reply()).status == 200
        took = monotonic() - began
        figure(f"50 calls beside 500 idle connections took {took * 1000:.0f} ms")
        assert took < 5.0


async def test_60_pipelined_requests_are_answered_in_their_order(them: Crowd) -> None:
    """Whatever each of them comes to."""
    said = [f"/v1/models/mock/{name}" for name in ("echo", "nothing", "lorem")]
    async with them.calling() as caller:
        await caller.say(
            chat(asking("mock/slow-100ms", said="one"))
            + GET
            + chat(asking(said="two", stream=True))
            + b"".join(request("GET", path, b"", AUTH) for path in said)
            + chat(b"no JSON")
            + chat(asking(said="three"))
        )
        replies = [await caller.reply() for _ in range(8)]
    assert [reply.status for reply in replies] == [200, 200, 200, 200, 404, 200, 400, 200]
    assert replies[0].json["choices"][0]["message"]["content"] == "one"
    assert replies[1].json["status"] == "ok"
    assert b"two" in replies[2].body
    assert replies[2].body.endswith(b"data: [DONE]\n\n")
    assert replies[7].json["choices"][0]["message"]["content"] == "three"


@pytest.mark.parametrize(
    "smuggled",
    [
        "content-length: 5\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 5",
        "transfer-encoding: xchunked",
        "content-length: 5\r\ncontent-length: 6",
        "transfer-encoding : chunked",
        "transfer-encoding:\x0bchunked",
    ],
)
async def test_60_nothing_is_smuggled_past_whoever_stands_before_us(them: Crowd, smuggled: str) -> None:
    """A request whose end can be read in two ways is refused, and nothing after it is heard."""
    async with them.calling() as caller:
        await caller.say(request("POST", CHAT, b"", AUTH, smuggled) + b"0\r\n\r\n" + GET)
        refused = await caller.reply()
        assert (refused.status, refused.code, refused.headers["connection"]) == (400, "invalid_request", "close")
        assert await caller.over() == b""


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00",
        b"\0" * 10,
        b"hello\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-x\r\n",
    ],
)
async def test_60_what_is_not_http_is_told_so_in_json(them: Crowd, garbage: bytes) -> None:
    """Whoever knocked at the wrong door."""
    refused = await them.ask(garbage)
    assert (refused.status, refused.code, refused.headers["content-type"]) == (400, "invalid_request", "application/json")


async def test_60_a_head_without_end(them: Crowd) -> None:
    """431, and in JSON."""
    refused = await them.ask(request("GET", "/healthz", b"", *[f"x-{n}: {'y' * 100}" for n in range(1000)]))
    assert (refused.status, refused.code) == (431, "request_too_large")
    refused = await them.ask(request("GET", "/" + "x" * 100_000))
    assert (refused.status, refused.code) == (431, "request_too_large")


@pytest.mark.parametrize(
    ("said", "status", "bodiless"),
    [
        (request("HEAD", "/healthz"), 200, True),
        (request("HEAD", "/nothing"), 404, True),
        (request("OPTIONS", "/healthz"), 405, False),
        (request("OPTIONS", "*"), 404, False),
        (request("GET", CHAT), 405, False),
        (request("DELETE", "/v1/models"), 405, False),
        (request("BREW", "/healthz"), 400, False),
        (request("GET", "/v1/nothing"), 404, False),
        (request("GET", "/v1/../healthz"), 404, False),
        (request("GET", "http://elsewhere.example/healthz"), 200, False),
        (request("GET", "/healthz?x=1#y"), 200, False),
        (request("GET", "/healthz", b"a body nobody asked for"), 200, False),
        (request("GET", "/v1/realtime", b"", "connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13"), 404, False),
        (request("GET", "/healthz", b"", "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAEAAEAA"), 200, False),
        (chat(asking(), "connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAEAAEAA"), 200, False),
        (request("POST", CHAT, b"", AUTH, CHUNKED) + chunked(asking()[:20], asking()[20:]), 200, False),
        (request("POST", CHAT, b"", AUTH), 400, False),
        (chat(asking(), "connection: close"), 200, False),
        (b"\r\n\r\n" + GET, 200, False),
    ],
    ids=lambda value: value.partition(b"HTTP/1.1")[0].decode().strip() if isinstance(value, bytes) else str(value),
)
async def test_60_every_way_of_asking_has_its_answer(them: Crowd, said: bytes, status: int, bodiless: bool) -> None:
    """And the connection serves on, unless it was asked not to."""
    async with them.calling() as caller:
        await caller.say(said)
        reply = await caller.reply(bodiless=bodiless)
        assert reply.status == status
        if status >= 400 and not bodiless:
            assert reply.code
        if reply.headers.get("connection") == "close":
            assert b"connection: close" in said or b"BREW" in said
            assert await caller.over() == b""
        else:
            await caller.say(GET)
            assert (await caller.reply()).status == 200


async def test_60_an_older_caller(them: Crowd) -> None:
    """As nginx asks, unless told otherwise: no chunks, also in a stream."""
    reply = await them.ask(request("POST", CHAT, asking(stream=True), AUTH, version="HTTP/1.0"))
    assert (reply.status, reply.headers["connection"]) == (200, "close")
    assert "transfer-encoding" not in reply.headers
    assert reply.body.startswith(b"data: {")
    assert reply.body.endswith(b"data: [DONE]\n\n")


async def test_60_an_expectation(them: Crowd) -> None:
    """A body is asked for only from those whose body will be read."""
    async with them.calling() as caller:
        said = chat(asking(), "expect: 100-continue")
        await caller.say(said[: -len(asking())])
        assert (await caller.reply()).status == 100
        await caller.say(asking())
        assert (await caller.reply()).status == 200
    polite = ("expect: 100-continue", "content-length: 9000000")
    assert (await them.ask(request("POST", CHAT, b"", AUTH, *polite))).status == 413
    assert (await them.ask(request("POST", CHAT, b"", "authorization: Bearer mb-wrong", *polite))).status == 401
