"""One gateway for each exchange, with the same provider behind it; after each test nothing may be in flight."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.misbehaving import World, misbehaving


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["wire", "httpx"])
async def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """Started once."""
    async with misbehaving(tmp_path_factory.mktemp("faults"), request.param) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def world(running: World) -> AsyncIterator[World]:
    """The same, with a clean slate; whatever happened, the next call is answered."""
    running.plays.clear()
    running.far.requests.clear()
    yield running
    await running.at_rest()
