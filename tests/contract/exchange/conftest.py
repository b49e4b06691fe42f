"""Both exchanges, one after the other, on the loop the gateway runs on; after each test nothing may be left open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
import uvloop

from proxy.exchange.choose import open_exchange
from proxy.exchange.through_httpx import HttpxExchange
from proxy.exchange.wire.exchange import WireExchange

Either = WireExchange | HttpxExchange


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """What `modelbridge serve` uses."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(params=["wire", "httpx"])
async def exchange(request: pytest.FixtureRequest) -> AsyncIterator[Either]:
    """An exchange that must have come to rest when the test is over."""
    opened = cast("Either", open_exchange(request.param, {}))
    yield opened
    await at_rest(opened)
    await opened.close()
    await no_tasks_left()


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
