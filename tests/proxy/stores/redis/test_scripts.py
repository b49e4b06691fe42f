"""What Redis does by itself, asked without anybody between. All else of it is tried by the counters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from proxy.stores.redis.scripts import ADMIT, BEAT, JOIN, LOAD, LOOK, SETTLE
from tests.redis_server import RedisServer

SHARED = ["alive", "state"]


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Any]:
    """Where `me` lives."""
    line: Any = Redis.from_url(server.url, decode_responses=True)
    await line.register_script(JOIN)(keys=SHARED, args=["me", 60_000, 0])
    yield line
    await line.aclose()


async def join(redis: Any, name: str, *before: str, holds: int = 0) -> None:
    """Lives, for a minute."""
    await redis.register_script(JOIN)(keys=[*SHARED, "counter 0"], args=[name, 60_000, len(before), *before, 60, holds, ""])


async def admit(redis: Any, *holds: int, limit: int = 10) -> list[str]:
    """On as many counters, in the window that begins at 60."""
    arguments = [each for hold in holds for each in (limit, hold, hold, 60, 0, "", 120)]
    keys = [f"counter {number}" for number in range(len(holds))]
    told: list[str] = await redis.register_script(ADMIT)(keys=[*SHARED, *keys], args=["me", 61.0, *arguments])
    return told


async def settle(redis: Any, number: int, *, start: int = 60) -> list[str]:
    """Of the first counter: 4 were held, 3 used."""
    told: list[str] = await redis.register_script(SETTLE)(keys=["sent", "counter 0"], args=[number, 60, "me", start, 4, 3, ""])
    return told


async def test_all_or_nothing(redis: Any) -> None:
    """And who is in the way."""
    assert await admit(redis, 4, 11) == ["full", "1", "0", "0", ""]
    assert await redis.exists("counter 0", "counter 1") == 0
    assert await admit(redis, 4, 10) == ["ok", "0", "4", "", "60", "0", "10", "", "60"]


async def test_large_amounts_are_exact(redis: Any) -> None:
    """Up to nine million dollars."""
    most = 9_007_199_254_740_991
    assert await admit(redis, most, limit=most) == ["ok", "0", str(most), "", "60"]
    assert (await admit(redis, 1, limit=most))[0] == "full"


async def test_a_batch_counts_once(redis: Any) -> None:
    """And not in another window."""
    await admit(redis, 4)
    assert await settle(redis, 1) == ["3"]
    assert await settle(redis, 1) == [""]
    assert await settle(redis, 2, start=120) == [""]
    assert await redis.register_script(LOOK)(keys=[*SHARED, "counter 0"], args=[61.0, 60, 0]) == ["3", "0", ""]


async def test_what_is_known_is_not_loaded_again(redis: Any) -> None:
    """Unless the ledger knows more."""
    load = redis.register_script(LOAD)
    for told, spent in ((5, "5"), (3, "5"), (8, "8")):
        await load(keys=["counter 0"], args=[60, "", told, 0])
        assert await redis.hget("counter 0", "s") == spent
    assert await admit(redis, 3) == ["full", "0", "8", "0", ""]


async def test_another_name_holds_what_is_held_in_earnest(redis: Any) -> None:
    """The rest of what was held under those before is free, and they are dead."""
    await admit(redis, 4)
    await admit(redis, 3)
    await join(redis, "I", "me", "nobody", holds=3)
    look = redis.register_script(LOOK)
    assert await look(keys=[*SHARED, "counter 0"], args=[61.0, 60, 0]) == ["0", "3", ""]
    assert await redis.hgetall("counter 0") == {"w": "60", "e": "120", "s": "0", "h": "3", "d": "1", "h:I": "3"}
    assert await admit(redis, 1) == ["dead"]


async def test_what_is_held_in_earnest_is_held_by_a_redis_that_has_forgotten_it(redis: Any) -> None:
    """And in the window that it is held in; what others held in it since is theirs."""
    await join(redis, "I", "me", holds=3)
    assert await redis.hgetall("counter 0") == {"w": "60", "s": "0", "h": "3", "d": "", "h:I": "3"}
    await join(redis, "he", holds=4)
    assert await redis.hget("counter 0", "h") == "7"


async def test_who_is_dead_is_told_so(redis: Any) -> None:
    """By whatever it asks."""
    await redis.zadd("alive", {"me": 1})
    assert await redis.register_script(BEAT)(keys=SHARED, args=["me", 60_000, 9]) == 0
    assert await admit(redis, 1) == ["dead"]


async def test_where_nobody_asked_for_long_it_was_redis_that_stood_still(redis: Any) -> None:
    """Nobody is buried for it."""
    await admit(redis, 4)
    asked = int(await redis.hget("state", "asked"))
    await redis.zadd("alive", {"me": asked - 30_000 + 5_000})
    await redis.hset("state", "asked", asked - 30_000)
    assert (await admit(redis, 3))[0] == "ok"


async def test_a_window_that_has_begun_goes_on_to_its_end(redis: Any) -> None:
    """Also when the operator has days begin elsewhere."""
    await admit(redis, 4)
    ask = redis.register_script(ADMIT)
    for now, told in ((90.0, ["full", "0", "0", "4", ""]), (120.0, ["ok", "0", "9", "", "80"])):
        assert await ask(keys=[*SHARED, "counter 0"], args=["me", now, 10, 9, 9, 80, 0, "", 140]) == told


async def test_another_run_of_redis_is_noticed(redis: Any) -> None:
    """Whatever it has kept: it may be of an hour ago."""
    beat = redis.register_script(BEAT)
    assert await beat(keys=SHARED, args=["me", 60_000, 9]) == 1
    await redis.hset("state", "run", "another")
    assert await beat(keys=SHARED, args=["me", 60_000, 9]) == 0
    assert await redis.register_script(JOIN)(keys=SHARED, args=["I", 60_000, 1, "me"]) == "I"
