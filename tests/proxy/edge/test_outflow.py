"""What a caller has been sent and has not read."""

from __future__ import annotations

import asyncio

from proxy.edge.visit import Visit
from tests.caller import request
from tests.edge import App, app, edge

PIECE = b"x" * 65_536
MUCH = 400  # pieces: more than the sockets of both sides hold
WINDOW = 4096


class Told:
    """How far an application came."""

    def __init__(self) -> None:
        self.pieces = 0
        self.over = asyncio.Event()

    def much(self) -> App:
        """Sends much, and notes how far it came."""

        @app
        async def sending(visit: Visit) -> None:
            try:
                await visit.read(0)
                visit.begin(200, b"")
                for _ in range(MUCH):
                    await visit.write(PIECE)
                    self.pieces += not visit.left
                visit.end()
            finally:
                self.over.set()

        return sending


async def test_who_reads_nothing_is_sent_little_and_then_hung_up_on() -> None:
    """What is held for it is bounded, and so is the time."""
    told = Told()
    async with edge(told.much(), stall=0.2) as running, running.calling(WINDOW) as caller:
        await caller.say(request("GET"))
        await asyncio.wait_for(told.over.wait(), 10.0)
        assert told.pieces < MUCH / 2
        await running.until(lambda: not running.server.connections)


async def test_who_reads_slowly_is_waited_for() -> None:
    """Longer than one who reads nothing: each look finds a little less unsent."""
    told = Told()
    async with edge(told.much(), stall=1.0) as running, running.calling(WINDOW) as caller:
        await caller.say(request("GET"))
        await caller.head()
        for _ in range(40):
            await asyncio.sleep(0.05)
            await caller.reader.read(WINDOW)
        assert not told.over.is_set()
        assert len(running.server.connections) == 1
        caller.leave()
        await asyncio.wait_for(told.over.wait(), 5.0)


async def test_who_reads_again_is_sent_the_rest() -> None:
    """Every byte of it."""
    told = Told()
    async with edge(told.much()) as running, running.calling(WINDOW) as caller:
        await caller.say(request("GET"))
        await asyncio.sleep(0.1)
        size = 0
        await caller.head()
        async for chunk in caller.chunks():
            size += len(chunk)
        assert size == MUCH * len(PIECE)


async def test_a_last_reply_that_nobody_reads_does_not_keep_a_connection() -> None:
    """Though all of it is written, and nobody waits."""

    @app
    async def large(visit: Visit) -> None:
        visit.keep = False
        visit.reply(200, b"", PIECE * MUCH)

    async with edge(large, stall=0.2) as running, running.calling(WINDOW) as caller:
        await caller.say(request("GET"))
        await running.until(lambda: len(running.server.connections) == 1)
        await running.until(lambda: not running.server.connections)
