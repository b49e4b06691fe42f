"""A gateway for each exchange, with a provider behind it; after each test nothing may be in flight."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from tests.misbehaving import World, misbehaving


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def worlds(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, World]]:
    """Started once, by the name of the exchange."""
    folder = tmp_path_factory.mktemp
    async with misbehaving(folder("wire"), "wire") as wire, misbehaving(folder("httpx"), "httpx") as through_httpx:
        yield {"wire": wire, "httpx": through_httpx}


@pytest_asyncio.fixture(loop_scope="session")
async def world(request: pytest.FixtureRequest, worlds: Mapping[str, World]) -> AsyncIterator[World]:
    """One of them, with a clean slate; `wire` unless the test asks for another."""
    running = worlds[getattr(request, "param", "wire")]
    running.plays.clear()
    running.far.requests.clear()
    yield running
    await running.at_rest()
