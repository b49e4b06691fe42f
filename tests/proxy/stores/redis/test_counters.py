"""Counters in Redis: what is only true of them. The rest is in tests/contract/stores."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress

import pytest

from proxy.limits.claims import Claim, Size
from proxy.limits.standing import Exhausted
from proxy.stores.counters import Forgotten, Kind, Spending
from proxy.stores.redis import living
from proxy.stores.redis.counters import RedisCounters
from proxy.stores.redis.line import PAUSE
from proxy.stores.shelf import Unreachable
from tests.redis_server import RedisServer
from tests.sharing import NOON, claim, shared
from tests.shipping import until

ONE_AT_ONCE = [claim("parallel", 1, 1)]
KIND: Kind = ("key", "usd", "day", False)


@pytest.fixture
async def pair(server: RedisServer) -> AsyncIterator[tuple[RedisCounters, RedisCounters]]:
    """Of two processes."""
    both = shared(server), shared(server)
    for counters in both:
        counters.begin(None)
    yield both
    for counters in both:
        await counters.close()


async def used(counters: RedisCounters, *wanted: Claim) -> list[tuple[int, int]]:
    """Spent and held of some."""
    return [(one.spent, one.held) for one in await counters.standing([each.counter for each in wanted], NOON)]


async def test_processes_count_together(pair: tuple[RedisCounters, RedisCounters]) -> None:
    """What one holds, the other cannot have."""
    one, other = pair
    held = await one.admit([claim("usd", 100, 60), *ONE_AT_ONCE], NOON)
    for short in ([claim("usd", 100, 60)], ONE_AT_ONCE):
        with pytest.raises(Exhausted):
            await other.admit(short, NOON)
    one.settle(held, Size(1, 25), NOON)
    await until(lambda: not one.unsent)
    await other.admit([claim("usd", 100, 75), *ONE_AT_ONCE], NOON)
    assert await used(one, claim("usd", 100, 0), *ONE_AT_ONCE) == [(25, 75), (0, 1)]


async def test_what_a_dead_process_held_is_free(
    pair: tuple[RedisCounters, RedisCounters], server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself, and only that: what it had spent stays spent, and what the living hold is held."""
    monkeypatch.setattr(living, "LEASE", 0.4)
    monkeypatch.setattr(living, "BEATS", 0.1)
    dead, (one, other) = shared(server), pair
    all_of_it = [claim("usd", 100, 20), claim("parallel", 2, 1)]
    dead.settle(await dead.admit(all_of_it, NOON), Size(0, 5), NOON)
    await until(lambda: not dead.unsent)
    await dead.admit(all_of_it, NOON)
    dead._living.end()
    await one.admit(all_of_it, NOON)
    with pytest.raises(Exhausted):
        await other.admit(all_of_it, NOON)
    await asyncio.sleep(0.6)
    await other.admit(all_of_it, NOON)
    assert await used(one, *all_of_it) == [(5, 40), (0, 2)]
    await dead.close()


async def test_who_was_held_to_be_dead_lets_go_of_nothing_twice(pair: tuple[RedisCounters, RedisCounters], server: RedisServer) -> None:
    """It goes on under another name, and holds what its calls hold."""
    one, other = pair
    both = [claim("usd", 100, 20), claim("parallel", 3, 1)]
    held = await one.admit(both, NOON)
    name = one._living.name
    server.said(f"ZADD modelbridge:{{limits}}:alive 1 {name}\r\n".encode())
    await other.admit(both, NOON)
    with pytest.raises(Forgotten):
        await one.admit(both, NOON)
    await one.admit(both, NOON)
    assert one._living.name != name
    one.settle(held, Size(0, 7), NOON)
    await until(lambda: not one.unsent)
    assert await used(one, *both) == [(7, 40), (0, 2)]


async def test_a_batch_that_redis_had_before_it_answered_counts_once(
    pair: tuple[RedisCounters, RedisCounters], server: RedisServer
) -> None:
    """Redis stands still: whoever asks is told so, and what was used waits."""
    one, other = pair
    several = [await one.admit([claim("tokens", 100, 10)], NOON) for _ in range(3)]
    assert server.process is not None
    os.kill(server.process, signal.SIGSTOP)
    for held in several:
        one.settle(held, Size(4, 0), NOON)
    with pytest.raises(Unreachable):
        await one.admit([claim("tokens", 100, 10)], NOON)
    await asyncio.sleep(PAUSE)
    assert one.unsent
    os.kill(server.process, signal.SIGCONT)
    await until(lambda: not one.unsent)
    assert await used(other, claim("tokens", 100, 0)) == [(12, 0)]


async def test_a_caller_who_leaves_while_it_is_asked_holds_nothing(pair: tuple[RedisCounters, RedisCounters]) -> None:
    """Whether Redis did it or not; what other calls hold is held all the same."""
    one, other = pair
    kept = await one.admit([claim("tokens", 100, 30)], NOON)
    for _ in range(20):
        leaving = asyncio.create_task(one.admit([claim("tokens", 100, 60)], NOON))
        await asyncio.sleep(0.0005)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        if not leaving.cancelled():
            one.settle(leaving.result(), Size(0, 0), NOON)
        for _ in range(1_000):
            if await used(other, claim("tokens", 100, 0)) == [(0, 30)]:
                break
            await asyncio.sleep(0.002)
    await one.admit([claim("tokens", 100, 60)], NOON)
    await until(lambda: not one.unsent)
    assert await used(other, claim("tokens", 100, 0)) == [(0, 90)]
    one.settle(kept, Size(30, 0), NOON)
    await until(lambda: not one.unsent)
    assert await used(other, claim("tokens", 100, 0)) == [(30, 60)]


async def test_a_redis_that_was_killed_is_asked_again(pair: tuple[RedisCounters, RedisCounters], server: RedisServer) -> None:
    """It knows nothing any more, and says so."""
    one, _ = pair
    held = await one.admit([claim("tokens", 100, 10)], NOON)
    server.kill()
    with pytest.raises(Unreachable):
        await one.admit([claim("tokens", 100, 10)], NOON)
    one.settle(held, Size(4, 0), NOON)
    server.start()
    generation = one.generation
    await asyncio.sleep(PAUSE)
    for _ in range(50):
        try:
            await one.admit([claim("tokens", 100, 10)], NOON)
        except (Unreachable, Forgotten):
            await asyncio.sleep(0.1)
        else:
            break
    assert one.generation > generation
    await until(lambda: not one.unsent)
    assert (await used(one, claim("tokens", 100, 0)))[0][1] == 10


async def test_calls_that_run_while_redis_is_emptied_are_held(pair: tuple[RedisCounters, RedisCounters], server: RedisServer) -> None:
    """What they let go of is theirs alone."""
    one, other = pair
    slot = claim("parallel", 4, 1)
    before = [await one.admit([slot], NOON) for _ in range(3)]
    server.said(b"FLUSHALL\r\n")
    with pytest.raises(Forgotten):
        await one.admit([slot], NOON)
    with suppress(Forgotten):
        await one.admit([slot], NOON)
    while (await used(one, slot))[0][1] < 4:
        await one.admit([slot], NOON)
    with pytest.raises(Exhausted):
        await one.admit([slot], NOON)
    for held in before:
        one.settle(held, Size(0, 0), NOON)
    await until(lambda: not one.unsent)
    assert await used(other, slot) == [(0, 1)]


async def test_what_costs_nothing_holds_nothing(pair: tuple[RedisCounters, RedisCounters]) -> None:
    """Several at once; and what else they hold is let go of."""
    one, _ = pair
    both = [claim("usd", 100, 0), claim("parallel", 9, 1)]
    several = [await one.admit(both, NOON) for _ in range(3)]
    for held in several:
        one.settle(held, Size(1, 0), NOON)
    await until(lambda: not one.unsent)
    assert await used(one, *both) == [(0, 0), (0, 0)]


async def test_a_hiccup_holds_nothing_twice(pair: tuple[RedisCounters, RedisCounters], server: RedisServer) -> None:
    """Redis answers after it was given up: what it did then is not held."""
    one, _ = pair
    slot = claim("parallel", 9, 1)
    await one.admit([slot], NOON)
    assert server.process is not None
    os.kill(server.process, signal.SIGSTOP)
    asking = asyncio.create_task(one.admit([slot], NOON))
    await asyncio.sleep(0.75)
    os.kill(server.process, signal.SIGCONT)
    with pytest.raises(Unreachable):
        await asking
    await asyncio.sleep(PAUSE)
    await one.admit([slot], NOON)
    assert await used(one, slot) == [(0, 2)]


async def test_an_outage_leaves_no_names(pair: tuple[RedisCounters, RedisCounters], server: RedisServer) -> None:
    """However many calls ask meanwhile, and only one of them waits."""
    one, _ = pair
    await one.admit([claim("usd", 100, 1)], NOON)
    server.kill()
    for _ in range(300):
        with pytest.raises(Unreachable):
            await one.admit([claim("usd", 100, 1)], NOON)
    assert len(one._living._before) <= living.NAMES + 1


async def test_one_process_asks_the_ledger_for_all(pair: tuple[RedisCounters, RedisCounters]) -> None:
    """And no process adds what Redis knows already."""
    asked = 0

    async def ask() -> Mapping[str, Sequence[Spending]]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.2)
        return {f"key {number}": [(NOON, number)] for number in range(450)}

    await asyncio.gather(*(counters.recall(KIND, ask) for counters in pair))
    assert asked == 1
    wanted = [claim("usd", 999, 0, f"key {number}", length="day") for number in (0, 7, 449)]
    assert await used(pair[1], *wanted) == [(0, 0), (7, 0), (449, 0)]


async def test_what_is_used_of_a_window_that_rolls_is_recalled_in_parts(pair: tuple[RedisCounters, RedisCounters]) -> None:
    """Each leaves it in its time."""

    async def ask() -> Mapping[str, Sequence[Spending]]:
        return {"ci": [(NOON - 3_000, 30), (NOON - 60, 12)]}

    one = claim("tokens", 50, 9, length="hour", rolling=True)
    await pair[0].recall(("key", "tokens", "hour", True), ask)
    with pytest.raises(Exhausted):
        await pair[1].admit([one], NOON)
    await pair[1].admit([one], NOON + 700)


async def test_stopping_does_not_wait_for_a_redis_that_is_gone(server: RedisServer) -> None:
    """What it was not told is lost; what is held there, Redis lets go of by itself."""
    counters = shared(server)
    counters.begin(None)
    counters.settle(await counters.admit([claim("usd", 100, 60)], NOON), Size(1, 25), NOON)
    server.kill()
    async with asyncio.timeout(5):
        await counters.close()
