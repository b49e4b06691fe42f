"""The way to Redis. That it is left alone after a failure, and asked again, is tried with the shelf."""

from __future__ import annotations

import pytest

from proxy.stores.redis.line import PAUSE, RedisLine
from proxy.stores.shelf import Unreachable
from tests.canned import Clock
from tests.redis_server import RedisServer
from tests.telling import Told


async def test_a_failure_is_told_once_and_not_waited_for_again(server: RedisServer) -> None:
    """Until the pause is over."""
    told, clock = Told(), Clock()
    line = RedisLine(server.url, told, clock)
    assert await line.ask(line.redis.ping)
    server.kill()
    for _ in range(3):
        with pytest.raises(Unreachable):
            await line.ask(line.redis.ping)
    server.start()
    clock.now += PAUSE
    assert await line.ask(line.redis.ping)
    assert told.said == ["answered", "failed: ConnectionError", "answered"]
    await line.close()
