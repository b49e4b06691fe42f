"""One caller's connection: whose turn it is to be answered, and how it all ends."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from time import monotonic

import pytest

from proxy.call import CallerLeft
from proxy.edge.connection import AHEAD, Connection
from proxy.edge.visit import Visit
from tests.caller import chunked, request
from tests.edge import App, Room, Wire, app, edge, mirror
from translators.canonical import Kind, Problem

CHUNKED = "transfer-encoding: chunked"


class Steps:
    """An application that takes its time, and what became of it."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.cancelled: list[str] = []
        self.go = asyncio.Event()

    def app(self) -> App:
        """Waits until it may go on."""

        @app
        async def stepping(visit: Visit) -> None:
            self.begun.append(visit.path)
            try:
                await visit.read(1000)
                await self.go.wait()
            except (asyncio.CancelledError, CallerLeft):
                self.cancelled.append(visit.path)
                raise
            visit.reply(200, b"", visit.path.encode())

        return stepping


async def test_requests_are_answered_in_their_order() -> None:
    """Also those that come before they are due."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(b"".join(request("POST", f"/{n}", b"body %d" % n) for n in range(50)))
        for n in range(50):
            assert (await caller.reply()).body == f"POST /{n} ? [content-length={len(str(n)) + 5}] body {n}".encode()


async def test_one_at_a_time() -> None:
    """A second one begins when the first is answered."""
    steps = Steps()
    async with edge(steps.app()) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + request("GET", "/2"))
        await running.until(lambda: steps.begun == ["/1"])
        await caller.say(request("GET", "/3"))
        await asyncio.sleep(0.02)
        assert steps.begun == ["/1"]
        steps.go.set()
        assert [(await caller.reply()).body for _ in range(3)] == [b"/1", b"/2", b"/3"]


async def test_many_may_wait() -> None:
    """Though not all are heard at once."""
    steps = Steps()
    async with edge(steps.app()) as running, running.calling() as caller:
        for n in range(60):
            await caller.say(request("GET", f"/{n}"))
        steps.go.set()
        assert [(await caller.reply()).body for _ in range(60)] == [b"/%d" % n for n in range(60)]


async def test_only_so_many_may_wait() -> None:
    """Who is answered with `close` asks again for the rest, says HTTP."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("GET", "/x") * 1000)
        replies = [await caller.reply() for _ in range(AHEAD + 1)]
        assert [reply.headers.get("connection") for reply in replies] == [None] * AHEAD + ["close"]
        assert await caller.over() == b""


@pytest.mark.parametrize("how", ["fin", "rst"])
@pytest.mark.parametrize("body", ["whole", "half"])
async def test_who_leaves_is_not_answered(how: str, body: str) -> None:
    """What is being done for it ends at once, and what waits behind it never begins."""
    steps = Steps()
    async with edge(steps.app()) as running, running.calling() as caller:
        said = request("GET", "/1") + request("GET", "/2") if body == "whole" else request("POST", "/1", b"four")[:-2]
        await caller.say(said)
        await running.until(lambda: steps.begun == ["/1"])
        began = monotonic()
        if how == "fin":
            caller.writer.write_eof()
        else:
            caller.leave()
        await running.until(lambda: not running.server.visits)
        assert steps.cancelled == ["/1"]
        assert steps.begun == ["/1"]
        assert monotonic() - began < 1.0
        await running.until(lambda: not running.server.connections)


async def test_who_leaves_still_gets_what_was_written() -> None:
    """Its second request is dropped, the reply to its first one is not, however large."""
    steps = Steps()

    @app
    async def answering(visit: Visit) -> None:
        if visit.path == "/2":
            await steps.app()(visit)
        visit.reply(200, b"", b"x" * 20_000_000)

    async with edge(answering) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + request("GET", "/2"))
        await running.until(lambda: steps.begun == ["/2"])
        caller.writer.write_eof()
        await running.until(lambda: steps.cancelled == ["/2"])
        assert len((await caller.reply()).body) == 20_000_000
        assert await caller.over() == b""


async def test_who_leaves_at_once_leaves_nothing_behind() -> None:
    """Its request and its end come in one turn of the loop: nothing has begun by then, and all must end."""
    room, wire, ends = Room(mirror), Wire(), list[bool]()

    @app
    async def answering(visit: Visit) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ends.append(visit.left)

    room.app = answering
    connection = Connection(room, asyncio.get_running_loop())
    connection.connection_made(wire)
    await wire.carry(request("GET"), connection)
    connection.connection_lost(None)
    await room.quiet()
    assert ends == [True]


async def test_who_comes_second_may_leave_too() -> None:
    """We listen again as soon as nobody waits any more."""
    steps, first = Steps(), asyncio.Event()

    @app
    async def answering(visit: Visit) -> None:
        if visit.path == "/1":
            await first.wait()
            visit.reply(200, b"", b"1")
        else:
            await steps.app()(visit)

    async with edge(answering) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + request("GET", "/2"))
        first.set()
        await caller.reply()
        await running.until(lambda: steps.begun == ["/2"])
        caller.writer.write_eof()
        await running.until(lambda: steps.cancelled == ["/2"])


async def test_a_refusal_waits_its_turn() -> None:
    """What came before it was well-formed, and is answered."""
    steps = Steps()
    async with edge(steps.app()) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + request("GET", "/2") + b"nonsense\r\n\r\n" + request("GET", "/3"))
        await running.until(lambda: steps.begun == ["/1"])
        await asyncio.sleep(0.02)
        steps.go.set()
        assert [(await caller.reply()).body for _ in range(2)] == [b"/1", b"/2"]
        assert (await caller.reply()).code == "invalid_request"
        assert await caller.over() == b""


async def test_a_broken_body_is_told_to_the_one_it_belongs_to() -> None:
    """Not to the one before it."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + request("POST", "/2", b"", CHUNKED) + b"oops\r\n")
        assert (await caller.reply()).status == 200
        assert (await caller.reply()).body.startswith(b"invalid_request: ")
        assert await caller.over() == b""


async def test_a_head_that_stays_half_is_refused_after_the_reply_before_it() -> None:
    """Its deadline is not forgotten meanwhile."""
    steps = Steps()
    async with edge(steps.app(), header_seconds=0.1) as running, running.calling() as caller:
        await caller.say(request("GET", "/1") + b"GET /2 HT")
        await asyncio.sleep(0.2)
        steps.go.set()
        assert (await caller.reply()).body == b"/1"
        assert (await caller.reply()).status == 408
        assert await caller.over() == b""


@app
async def hasty(visit: Visit) -> None:
    """Answers without reading the body."""
    visit.reply(413, b"", b"no")


@pytest.mark.parametrize("announced", [True, False])
async def test_an_early_reply_reaches_a_caller_who_is_still_sending(announced: bool) -> None:
    """To be hung up on in the middle would lose it the reply. Nor is all it has to say waited for."""
    head = request("POST", "/", b"", "content-length: 1000000000" if announced else CHUNKED)
    piece = b"x" * 100_000 if announced else chunked(b"x" * 100_000, last=b"")
    sent = 0

    async with edge(hasty) as running, running.calling() as caller:

        async def send() -> None:
            nonlocal sent
            await caller.say(head)
            for _ in range(20):
                await caller.say(piece, pause=0.002)
                sent += 1

        sending = asyncio.ensure_future(send())
        reply = await caller.reply()
        assert (reply.status, reply.body, reply.headers["connection"]) == (413, b"no", "close")
        assert await caller.over() == b""
        with suppress(ConnectionError):
            await sending
        assert sent == 20


async def test_who_goes_on_sending_for_ever_is_hung_up_on() -> None:
    """The moment it is given has an end."""
    async with edge(hasty) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", "content-length: 1000000000"))
        began = monotonic()
        with suppress(ConnectionError):
            while monotonic() - began < 8.0:
                await caller.say(b"x" * 10_000, pause=0.05)
        assert monotonic() - began < 6.0
        await running.until(lambda: not running.server.connections)


async def test_a_body_that_is_whole_but_was_not_read_is_no_trouble() -> None:
    """The next request comes after it, wherever it was cut."""
    async with edge(hasty) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"body"))
        assert "connection" not in (await caller.reply()).headers
        await caller.say(request("POST", "/", b"body") * 2)
        assert [(await caller.reply()).status for _ in range(2)] == [413, 413]


async def test_an_expectation_is_met_before_the_body_comes() -> None:
    """As curl wants it for large bodies. Who is refused is not asked for the body."""

    @app
    async def choosy(visit: Visit) -> None:
        if visit.path == "/no":
            raise Problem(Kind.UNAUTHENTICATED, "no key")
        visit.reply(200, b"", await visit.read(100))

    async with edge(choosy) as running, running.calling() as caller:
        await caller.say(request("POST", "/yes", b"body", "expect: 100-continue")[:-4])
        assert (await caller.reply()).status == 100
        await caller.say(b"body")
        assert (await caller.reply()).body == b"body"
        await caller.say(request("POST", "/no", b"body", "expect: 100-continue")[:-4])
        refused = await caller.reply()
        assert (refused.status, refused.headers["connection"]) == (401, "close")
        assert await caller.over() == b""


@pytest.mark.parametrize("wishes", [[], ["connection: keep-alive"]])
async def test_an_older_caller_is_answered_in_its_way(wishes: list[str]) -> None:
    """nginx asks with HTTP/1.0 unless told otherwise: no chunks, and the end of the connection is the end of the reply."""

    @app
    async def streaming(visit: Visit) -> None:
        visit.begin(200, b"")
        await visit.write(b"one")
        await visit.write(b"two")
        visit.end(b"three")

    async with edge(streaming) as running:
        async with running.calling() as caller:
            await caller.say(request("GET", "/", b"", *wishes, version="HTTP/1.0"))
            reply = await caller.reply()
            assert "transfer-encoding" not in reply.headers
            assert (reply.headers["connection"], reply.body) == ("close", b"onetwothree")
        async with running.calling() as caller:
            await caller.say(request("GET") + request("GET"))
            assert [(await caller.reply()).body for _ in range(2)] == [b"onetwothree"] * 2


async def test_a_caller_who_asks_for_the_end_gets_it() -> None:
    """After the reply; what it says later is not heard."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("GET", "/1", b"", "connection: close") + request("GET", "/2"))
        assert (await caller.reply()).headers["connection"] == "close"
        assert await caller.over() == b""


async def test_a_body_nobody_reads_yet_is_held_back() -> None:
    """It waits in the caller's socket, not in our memory."""
    go = asyncio.Event()
    seen: list[Visit] = []

    @app
    async def late(visit: Visit) -> None:
        seen.append(visit)
        await go.wait()
        visit.reply(200, b"", b"%d" % len(await visit.read(100_000_000)))

    async with edge(late) as running, running.calling() as caller:
        sending = asyncio.ensure_future(caller.say(request("POST", "/", b"x" * 30_000_000)))
        await running.until(lambda: bool(seen))
        await asyncio.sleep(0.1)
        assert seen[0].waiting < 1_000_000
        go.set()
        await sending
        assert (await caller.reply()).body == b"30000000"


async def test_a_cancelled_wait_for_a_slow_reader_harms_nobody() -> None:
    """Whoever writes next on the same connection waits anew."""
    told: list[str] = []

    @app
    async def streaming(visit: Visit) -> None:
        visit.begin(200, b"")
        try:
            for _ in range(400):
                await visit.write(b"x" * 65_536)
        except asyncio.CancelledError:
            told.append("cancelled")
            for _ in range(400):
                await visit.write(b"x" * 65_536)
            told.append("and went on")
        visit.end()

    async with edge(streaming) as running, running.calling(4096) as caller:
        await caller.say(request("GET"))
        await asyncio.sleep(0.1)
        for visit in running.server.visits:
            assert visit.task is not None
            visit.task.cancel()
        await caller.head()
        async for _ in caller.chunks():
            pass
        assert told == ["cancelled", "and went on"]


async def test_six_works_like_four() -> None:
    """Also when the whole address is asked for."""
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    async with edge(mirror, host="::1") as running, running.calling() as caller:
        await caller.say(request("GET", f"http://[::1]:{running.port}/x?y"))
        assert (await caller.reply()).body.startswith(b"GET /x ?y ")
