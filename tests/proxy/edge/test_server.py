"""The server: listens, and on a stop first lets every call in flight end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic

import pytest

from proxy.edge.visit import Visit
from tests.caller import request
from tests.edge import Edge, app, edge, mirror


@app
async def counting(visit: Visit) -> None:
    """A number every 20 ms, as many as the path says."""
    visit.begin(200, b"")
    for n in range(int(visit.path[1:])):
        await visit.write(b"%d " % n)
        await asyncio.sleep(0.02)
    visit.end(b"end")


async def stopped(running: Edge) -> float:
    """How long it took."""
    began = monotonic()
    await asyncio.wait_for(running.serving, 10.0)
    return monotonic() - began


async def test_a_reply_has_a_date() -> None:
    """Of now."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("GET"))
        date = parsedate_to_datetime((await caller.reply()).headers["date"])
        assert abs(date - datetime.now(UTC)) < timedelta(seconds=5)


async def test_a_stop_is_quick_when_there_is_nothing_to_wait_for() -> None:
    """Idle connections are ended in good order."""
    async with edge(mirror) as running, running.calling() as idle, running.calling() as kept:
        await kept.say(request("GET"))
        await kept.reply()
        running.server.stop()
        assert await stopped(running) < 5.0  # of thirty
        assert await idle.over() == b""
        assert await kept.over() == b""


async def test_what_is_in_flight_ends_by_itself() -> None:
    """The whole of it, though we stop."""
    async with edge(counting, grace_seconds=5) as running, running.calling() as caller:
        await caller.say(request("GET", "/10"))
        await caller.head()
        running.server.stop()
        assert b"".join([chunk async for chunk in caller.chunks()]) == b"0 1 2 3 4 5 6 7 8 9 end"
        assert await caller.over() == b""
        await stopped(running)


async def test_new_callers_are_heard_while_others_end() -> None:
    """So that they can be refused in words."""
    async with edge(counting, grace_seconds=5) as running, running.calling() as caller:
        await caller.say(request("GET", "/20"))
        await caller.head()
        running.server.stop()
        async with running.calling() as other:
            await other.say(request("GET", "/0"))
            assert (await other.reply()).body == b"end"
        assert running.server.flights.stopping


@pytest.mark.parametrize("signals", [1, 2])
async def test_the_grace_has_an_end(signals: int) -> None:
    """By itself, or at a second signal; calls are cancelled."""
    cancelled: list[str] = []

    @app
    async def endless(visit: Visit) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            cancelled.append(visit.path)
            visit.reply(503, b"", b"cut")

    async with edge(endless, grace_seconds=0.2 if signals == 1 else 60) as running, running.calling() as caller:
        await caller.say(request("GET", "/1"))
        await running.until(lambda: bool(running.server.visits))
        for _ in range(signals):
            running.server.stop()
        assert await stopped(running) < 5.0
        assert (await caller.reply()).body == b"cut"
        assert cancelled == ["/1"]


async def test_a_call_that_will_not_end_is_not_waited_for() -> None:
    """It had its last words."""
    go = asyncio.Event()

    @app
    async def stubborn(visit: Visit) -> None:
        while not go.is_set():
            try:
                await go.wait()
            except asyncio.CancelledError:
                continue

    async with edge(stubborn, grace_seconds=0) as running, running.calling() as caller:
        await caller.say(request("GET"))
        await running.until(lambda: bool(running.server.visits))
        running.server.stop()
        assert await stopped(running) < 4.0
        go.set()
        await running.until(lambda: not running.server.visits)


async def test_what_was_written_is_read_before_the_end() -> None:
    """A slow reader has what is left of the grace."""

    @app
    async def large(visit: Visit) -> None:
        visit.reply(200, b"", b"x" * 20_000_000)

    async with edge(large, grace_seconds=10) as running, running.calling() as caller:
        await caller.say(request("GET"))
        await running.until(lambda: not running.server.visits)
        running.server.stop()
        await asyncio.sleep(0.2)
        assert len((await caller.reply()).body) == 20_000_000
        await stopped(running)


async def test_who_reads_nothing_does_not_keep_us() -> None:
    """Longer than the grace and its last words."""

    @app
    async def large(visit: Visit) -> None:
        visit.reply(200, b"", b"x" * 50_000_000)

    async with edge(large, grace_seconds=0) as running, running.calling(4096) as caller:
        await caller.say(request("GET"))
        await running.until(lambda: bool(running.server.connections))
        running.server.stop()
        assert await stopped(running) < 4.0


async def test_requests_that_wait_at_the_end_are_not_answered() -> None:
    """Their caller is told so by the end of the connection."""
    async with edge(counting, grace_seconds=0) as running, running.calling() as caller:
        await caller.say(request("GET", "/1000") + request("GET", "/1"))
        await caller.head()
        running.server.stop()
        assert await stopped(running) < 3.0
        assert b"HTTP/1.1" not in await caller.over()
