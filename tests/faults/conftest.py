"""A gateway for each exchange, with a provider behind it; after each test nothing may be in flight."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.misbehaving import LONG, WAIT, World, misbehaving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def worlds(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, World]]:
    """Started once, by the name of the exchange. The hasty ones are for what is waited for in vain."""
    async with AsyncExitStack() as stack:
        running: dict[str, World] = {}
        for exchange in ("wire", "httpx"):
            for name, wait in ((exchange, LONG), (f"{exchange} hasty", WAIT)):
                folder = tmp_path_factory.mktemp(name.replace(" ", "_"))
                running[name] = await stack.enter_async_context(misbehaving(folder, exchange, wait))
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def world(request: pytest.FixtureRequest, worlds: Mapping[str, World]) -> AsyncIterator[World]:
    """One of them, with a clean slate; `wire` unless the test asks for another."""
    running = worlds[getattr(request, "param", "wire")]
    running.plays.clear()
    running.far.requests.clear()
    yield running
    await running.at_rest()
