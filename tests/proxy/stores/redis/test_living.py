"""A process says that it lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from proxy.stores.redis import living
from proxy.stores.redis.line import RedisLine
from proxy.stores.redis.living import Living
from tests.redis_server import RedisServer
from tests.shipping import until
from tests.telling import Told


@pytest.fixture
async def alive(server: RedisServer) -> AsyncIterator[Living]:
    """One that has not said so."""
    line = RedisLine(server.url, Told(), monotonic)
    yield Living(line, dict)
    await line.close()


def names(server: RedisServer) -> int:
    """How many live."""
    return int(server.said(b"ZCARD modelbridge:{limits}:alive\r\n")[1:-2])


async def test_all_who_wait_get_the_same_name(alive: Living, server: RedisServer) -> None:
    """It is said once."""
    assert len(set(await asyncio.gather(*(alive.joined() for _ in range(20))))) == 1
    assert names(server) == 1


async def test_who_leaves_is_gone_at_once(alive: Living, server: RedisServer) -> None:
    """Whoever asks next finds it dead, and looks for what it held."""
    name = await alive.joined()
    await alive.leave()
    assert alive.name == ""
    assert server.said(f"ZSCORE modelbridge:{{limits}}:alive {name}\r\n".encode()).endswith(b"\r\n0\r\n")


async def test_it_lives_on_under_another_name(alive: Living, server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Redis has forgotten it."""
    monkeypatch.setattr(living, "BEATS", 0.05)
    first = await alive.joined()
    alive.kinds.add(("key", "usd", "day", False))
    task = asyncio.create_task(alive.live())
    server.said(b"FLUSHALL\r\n")
    await until(lambda: alive.name not in ("", first))
    assert (alive.generation, alive.kinds) == (1, set())
    alive.end()
    await task


async def test_who_gives_up_a_name_is_not_forgotten(alive: Living, server: RedisServer) -> None:
    """It holds under another one; the one before is dead. Who is told late that his name is dead has another by then."""
    first = await alive.joined()
    alive.give_up(first)
    second = await alive.joined()
    alive.give_up(first)
    assert alive.name == second != first
    assert (alive.generation, names(server)) == (0, 1)
