"""A shelf in Redis: what is only true of it. The rest is in tests/contract/stores."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from proxy.stores.redis.line import PAUSE
from proxy.stores.redis.shelf import RedisShelf, key
from proxy.stores.shelf import Owner, Unreachable
from tests.canned import Clock
from tests.redis_server import RedisServer
from tests.telling import Told

CI = Owner("thoughts", "ci")


@pytest.fixture
def told() -> Told:
    """Who is told."""
    return Told()


@pytest.fixture
def clock() -> Clock:
    """For the pause after a failure."""
    return Clock()


@pytest.fixture
async def shelf(server: RedisServer, told: Told, clock: Clock) -> AsyncIterator[RedisShelf]:
    """One on that server."""
    opened = RedisShelf(server.url, told, clock)
    yield opened
    await opened.close()


async def test_redis_is_killed_and_comes_back(shelf: RedisShelf, server: RedisServer, told: Told, clock: Clock) -> None:
    """Meanwhile it is unreachable, at once and without being asked again and again; then it serves as before, over new connections."""
    await shelf.put(CI, {"a": b"1"}, 60)
    server.kill()
    since = monotonic()
    for _ in range(100):
        with pytest.raises(Unreachable):
            await shelf.get(CI, ["a"])
    assert monotonic() - since < 1
    assert told.said == ["answered", "failed: ConnectionError"]
    clock.now += PAUSE
    with pytest.raises(Unreachable):
        await shelf.put(CI, {"a": b"1"}, 60)
    server.start()
    clock.now += PAUSE
    assert await shelf.get(CI, ["a"]) == {}
    await shelf.put(CI, {"a": b"2"}, 60)
    assert await shelf.get(CI, ["a"]) == {"a": b"2"}
    assert told.said[-3:] == ["answered"] * 3


async def test_a_restart_between_two_calls_is_not_noticed(shelf: RedisShelf, server: RedisServer, told: Told) -> None:
    """The connection that was kept is dead; another one is made."""
    await shelf.put(CI, {"a": b"1"}, 60)
    server.kill()
    server.start()
    assert await shelf.get(CI, ["a"]) == {}
    assert told.said == ["answered", "answered"]


async def test_redis_that_says_nothing_is_not_waited_for_long(told: Told) -> None:
    """A call goes on without it."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as silent:
        shelf = RedisShelf(f"redis://127.0.0.1:{silent.sockets[0].getsockname()[1]}", told, monotonic)
        since = monotonic()
        with pytest.raises(Unreachable):
            await shelf.get(CI, ["a"])
        assert monotonic() - since < 3
        await shelf.close()
    assert [said.partition(":")[0] for said in told.said] == ["failed"]


async def test_what_redis_refuses_is_a_failure_like_any_other(server: RedisServer, told: Told) -> None:
    """Its memory is full, its password is another: the operator is told, the call goes on."""
    assert server.said(b"CONFIG SET maxmemory 1\r\n") == b"+OK\r\n"
    shelf = RedisShelf(server.url, told, monotonic)
    with pytest.raises(Unreachable):
        await shelf.put(CI, {"a": b"1"}, 60)
    assert told.said[-1].startswith("failed: ")
    await shelf.close()


async def test_several_things_are_one_round_trip(shelf: RedisShelf, server: RedisServer) -> None:
    """All of a tenant's keys stand in one slot, as their hash tag says, and all of them expire."""
    await shelf.put(CI, {"a": b"1", "b": b"2"}, 60)
    assert server.said(b"TTL modelbridge:thoughts:{ci}:a\r\n") in (b":60\r\n", b":59\r\n")
    assert server.said(b"MGET modelbridge:thoughts:{ci}:a modelbridge:thoughts:{ci}:b\r\n") == b"*2\r\n$1\r\n1\r\n$1\r\n2\r\n"


def test_a_key_is_taken_for_no_other() -> None:
    """A tenant may have any name, its braces and colons included."""
    assert key(CI, "toolu_1") == b"modelbridge:thoughts:{ci}:toolu_1"
    assert key(Owner("thoughts", "a}:{b"), "c") == b"modelbridge:thoughts:{a%7D%3A%7Bb}:c"
