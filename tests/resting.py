"""What must be true of an exchange when a test is over: nobody waits, nothing is held, no task runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.wire.exchange import WireExchange

TICK = 0.005  # seconds
Either = WireExchange | HttpxExchange


async def at_rest(opened: Either) -> None:
    """No slot is held, nobody waits."""
    for _ in range(400):
        busy = {name: load for name, load in opened.load().items() if load.in_use or load.waiting}
        if not busy:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"still in use: {busy}")


async def no_tasks_left() -> None:
    """The exchange leaves no task behind."""
    for _ in range(400):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if not others:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"still running: {others}")


async def turns() -> None:
    """As many turns of the loop as it takes to hear whatever lies in a socket, and to do all that can be done about it."""
    for _ in range(30):
        await asyncio.sleep(0.001)


@asynccontextmanager
async def clocked() -> AsyncIterator[Callable[[], float]]:
    """Seconds that have passed since, without those in which this process was kept from running by others."""
    loop = asyncio.get_running_loop()
    began, kept = loop.time(), [0.0]

    async def tick() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(TICK)
            kept[0] += max(0.0, loop.time() - before - 2 * TICK)

    ticking = asyncio.ensure_future(tick())
    try:
        yield lambda: loop.time() - began - kept[0]
    finally:
        ticking.cancel()
        await asyncio.wait([ticking])
