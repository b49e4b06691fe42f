"""Takes callers in while there are files for them. (A gateway with few files is in tests/faults/test_files.py.)"""

from __future__ import annotations

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from proxy.edge.intake import KEPT, Intake


class World:
    """An intake, who has come, and what was told."""

    def __init__(self) -> None:
        self.bound = socket.create_server(("127.0.0.1", 0))
        self.bound.setblocking(False)
        self.port = int(self.bound.getsockname()[1])
        self.transports: list[asyncio.BaseTransport] = []
        self.told: list[bool] = []
        self.intake = Intake(self.bound, self.protocol, self.told.append)

    def protocol(self) -> asyncio.Protocol:
        """One for each caller."""
        world = self

        class Came(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                world.transports.append(transport)
                world.intake.came()

        return Came()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what must come to be."""
        async with asyncio.timeout(10.0):
            while not true():  # noqa: ASYNC110  what it waits for says nothing when it comes to be
                await asyncio.sleep(0.005)


@asynccontextmanager
async def running() -> AsyncIterator[World]:
    """One that has begun."""
    world = World()
    await world.intake.begin()
    try:
        yield world
    finally:
        world.intake.end()
        for transport in world.transports:
            transport.close()
        await asyncio.sleep(0)


@contextmanager
def room_for(number: int) -> Iterator[None]:
    """As many more files, before callers have had their share."""
    lowest = os.dup(0)
    os.close(lowest)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, ((lowest + number) * KEPT // (KEPT - 1), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_callers_come_in() -> None:
    """And nothing is told."""
    async with running() as world:
        callers = [socket.create_connection(("127.0.0.1", world.port)) for _ in range(3)]
        await world.until(lambda: len(world.transports) == 3)
        assert world.told == []
        for caller in callers:
            caller.close()


async def test_who_comes_when_files_are_short_waits() -> None:
    """Not one connection is lost, and it is told once that it begins, and once that it ends."""
    async with running() as world:
        with room_for(6):  # of which the callers themselves take four
            callers = [socket.create_connection(("127.0.0.1", world.port)) for _ in range(4)]
            await world.until(lambda: world.told == [True])
            before = len(world.transports)
            assert before < 4
        await world.until(lambda: len(world.transports) == 4 and world.told == [True, False])
        for caller in callers:
            caller.close()


async def test_it_is_seen_though_nobody_comes() -> None:
    """Others may have taken the files."""
    async with running() as world:
        with room_for(0):
            world.intake.check()
            assert world.told == [True]
            world.intake.check()
        await world.until(lambda: world.told == [True, False])
        caller = socket.create_connection(("127.0.0.1", world.port))
        await world.until(lambda: len(world.transports) == 1)
        caller.close()


async def test_an_end_is_one_also_when_files_are_short() -> None:
    """Nobody is let in afterwards."""
    async with running() as world:
        with room_for(0):
            world.intake.check()
        world.intake.end()
        await asyncio.sleep(0.25)
        assert world.told == [True]
        assert world.bound.fileno() == -1
