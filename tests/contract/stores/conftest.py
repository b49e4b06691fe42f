"""Both shelves, one after the other; what a test does to one of them must be true of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from time import monotonic

import pytest

from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.redis.shelf import RedisShelf
from proxy.stores.shelf import Shelf
from tests.redis_server import RedisServer, started
from tests.telling import Told


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all of them."""
    with started(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(params=["memory", "redis"])
async def shelf(request: pytest.FixtureRequest) -> AsyncIterator[Shelf]:
    """An empty one."""
    opened: Shelf
    if request.param == "memory":
        opened = MemoryShelf(monotonic)
    else:
        server: RedisServer = request.getfixturevalue("redis_server")
        assert server.said(b"FLUSHALL\r\n") == b"+OK\r\n"
        opened = RedisShelf(server.url, Told(), monotonic)
    yield opened
    await opened.close()
