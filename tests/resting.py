"""What must be true of an exchange when a test is over: nobody waits, nothing is held, no task runs."""

from __future__ import annotations

import asyncio

from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.wire.exchange import WireExchange

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
