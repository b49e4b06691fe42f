"""Both exchanges, one after the other, on the loop the gateway runs on; after each test nothing may be left open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
import uvloop

from proxy.exchange.choose import open_exchange
from tests.resting import Either, at_rest, no_tasks_left


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """What `modelbridge serve` uses."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(params=["wire", "httpx"])
async def exchange(request: pytest.FixtureRequest) -> AsyncIterator[Either]:
    """An exchange that must have come to rest when the test is over."""
    opened = cast("Either", open_exchange(request.param, {}).inner)
    yield opened
    try:
        await at_rest(opened)
    finally:
        await opened.close()
    await no_tasks_left()
