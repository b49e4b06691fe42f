"""What is counted against limits, in every store: all of it or nothing, exactly, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, ClassVar, TypeAlias, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import Struct

from config.snapshot import Length, Limit, Scope, Unit
from proxy.limits.claims import Claim, Size
from proxy.limits.standing import Exhausted, Held, Reached
from proxy.limits.windows import SECONDS, window
from proxy.stores.counters import Counters
from proxy.stores.memory.counters import PARTS, MemoryCounters
from proxy.stores.redis.counters import RedisCounters
from tests.redis_server import RedisServer
from tests.sharing import NOON, UTC, claim, shared
from tests.shipping import until

T = TypeVar("T")


Make: TypeAlias = Callable[..., Counters]


def memory(reached: Callable[[Reached], None] = lambda _: None) -> MemoryCounters:
    """An empty one."""
    return MemoryCounters(lambda: UTC, lambda: (50, 80, 100), reached)


@pytest.fixture(params=["memory", "redis"])
async def make(request: pytest.FixtureRequest) -> AsyncIterator[Make]:
    """Empty ones, of either kind."""
    opened: list[Counters] = []

    def made(reached: Callable[[Reached], None] = lambda _: None) -> Counters:
        counters: Counters = memory(reached)
        if request.param == "redis":
            server: RedisServer = request.getfixturevalue("redis_server")
            assert server.said(b"FLUSHALL\r\n") == b"+OK\r\n"
            counters = shared(server, reached)
        counters.begin(None)
        opened.append(counters)
        return counters

    yield made
    for counters in opened:
        await counters.close()


async def sent(counters: Counters) -> Counters:
    """When the store knows all that was used."""
    if isinstance(counters, RedisCounters):
        await until(lambda: not counters.unsent)
    return counters


async def test_all_or_nothing(make: Make) -> None:
    """A claim that cannot be met takes nothing of the others."""
    counters = make()
    first = [claim("requests", 5, 1), claim("tokens", 100, 60)]
    await counters.admit(first, NOON)
    with pytest.raises(Exhausted) as refused:
        await counters.admit(first, NOON)
    assert refused.value.claim.limit.unit == "tokens"
    assert (refused.value.standing.used, refused.value.standing.reset) == (60, 60)
    assert [one.used for one in await counters.standing([each.counter for each in first], NOON)] == [1, 60]


async def test_what_is_held_becomes_what_was_used_once(make: Make) -> None:
    """And a shorter use gives back the rest."""
    counters = make()
    both = [claim("usd", 100, 60), claim("parallel", 1, 1)]
    held = await counters.admit(both, NOON)
    counters.settle(held, Size(5, 25), NOON + 1)
    counters.settle(held, Size(5, 25), NOON + 1)
    await sent(counters)
    assert [(one.spent, one.held) for one in await counters.standing([each.counter for each in both], NOON + 1)] == [(25, 0), (0, 0)]
    await counters.admit([claim("usd", 100, 75), claim("parallel", 1, 1)], NOON + 2)


@pytest.mark.parametrize("unit", ["requests", "tokens", "usd", "parallel"])
async def test_zero_is_a_limit(make: Make, unit: Unit) -> None:
    """Also for what costs nothing."""
    with pytest.raises(Exhausted):
        await make().admit([claim(unit, 0, 0)], NOON)


async def test_limits_that_agree_share_what_is_counted(make: Make) -> None:
    """Of two budgets of one key and month the smaller one is the one that is met first; it is counted once."""
    counters = make()
    both = [claim("usd", 100, 40), claim("usd", 50, 40)]
    held = await counters.admit(both, NOON)
    counters.settle(held, Size(0, 40), NOON)
    await sent(counters)
    assert [one.spent for one in await counters.standing([both[0].counter], NOON)] == [40]
    with pytest.raises(Exhausted) as refused:
        await counters.admit(both, NOON)
    assert refused.value.claim.limit.amount == 50


async def test_a_window_that_is_over_is_over(make: Make) -> None:
    """What was held in it is nothing to the next one; a clock that is set back does not bring it back."""
    counters = make()
    held = await counters.admit([claim("tokens", 100, 100)], NOON)
    await counters.admit([claim("tokens", 100, 100)], NOON + 60)
    counters.settle(held, Size(100, 0), NOON + 61)
    await sent(counters)
    counter = claim("tokens", 100, 1).counter
    assert [one.used for one in await counters.standing([counter], NOON + 61)] == [100]
    with pytest.raises(Exhausted):
        await counters.admit([claim("tokens", 100, 100)], NOON + 30)


async def test_a_window_that_rolls_lets_go_by_and_by(make: Make) -> None:
    """By parts: never sooner than after its length, and at most a part later."""
    counters = make()
    one = claim("tokens", 100, 50, rolling=True)
    for late in (0.0, 30.0):
        counters.settle(await counters.admit([one], NOON + late), Size(50, 0), NOON + late)
        await sent(counters)
    with pytest.raises(Exhausted) as refused:
        await counters.admit([one], NOON + 59.9)
    assert refused.value.standing.reset == pytest.approx(1.1, abs=1.01)
    await counters.admit([one], NOON + 60 + 60 / PARTS)
    with pytest.raises(Exhausted):
        await counters.admit([one], NOON + 60 + 60 / PARTS)


async def test_shares_of_a_budget_are_told_once(make: Make) -> None:
    """When they are reached, also several at once."""
    told: list[tuple[int, int]] = []
    counters = make(lambda reached: told.append((reached.percent, reached.spent)))
    for _ in range(4):
        held = await counters.admit([claim("usd", 100, 25)], NOON)
        counters.settle(held, Size(0, 25), NOON)
        await sent(counters)
    assert told == [(50, 50), (80, 100), (100, 100)]


async def test_what_nobody_uses_any_more_is_forgotten() -> None:
    """There are as many counters as there are names that callers think of."""
    counters = memory()
    for number in range(30_000):
        held = await counters.admit([claim("requests", 5, 1, f"user{number}")], NOON + number / 100)
        counters.settle(held, Size(0, 0), NOON + number / 100)
    assert len(counters) < 16_000


class Call(Struct):
    """One in the reference."""

    claims: list[Claim]
    at: float
    used: Size | None = None
    until: float = 0.0


class Reference(RuleBasedStateMachine):
    """Ten lines that count everything anew each time, against the store."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.counters: Counters = self.made()
        self.now = NOON
        self.calls: list[tuple[Call, Held]] = []
        self.limits: list[tuple[Limit, str]] = []

    def made(self) -> Counters:
        """What is tried."""
        return memory()

    def teardown(self) -> None:
        """Nothing is left open."""
        self.done(self.counters.close())
        self.loop.close()

    def done(self, work: Coroutine[Any, Any, T]) -> T:
        """At once."""
        return self.loop.run_until_complete(work)

    @initialize(
        limits=some.lists(
            some.tuples(
                some.sampled_from(("key", "organization", "global")),
                some.sampled_from(("requests", "tokens", "usd", "parallel")),
                some.integers(0, 12),
                some.sampled_from(("second", "minute", "day", "total")),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def begin(self, limits: list[tuple[Scope, Unit, int, Length]]) -> None:
        """Some limits that all calls fall under."""
        for scope, unit, amount, length in limits:
            self.limits.append((Limit(scope=scope, unit=unit, amount=amount, length=None if unit == "parallel" else length), "me"))

    def used(self, limit: Limit, at: float) -> int:
        """By everything there ever was."""
        start = window(limit.length, at, UTC).start if limit.length else 0
        total = 0
        for call, _ in self.calls:
            if limit.length and window(limit.length, call.at, UTC).start != start:
                continue
            mine = [each.amount for each in call.claims if each.counter == (limit.scope, "me", limit.unit, limit.length, False)]
            if call.used is None:
                total += max(mine, default=0)
            elif limit.unit != "parallel" and mine:
                total += call.used.of(limit.unit)
        return total

    @rule(amount=some.integers(1, 6), later=some.sampled_from((0.0, 0.3, 1.0, 31.0, 86_400.0)))
    def ask(self, amount: int, later: float) -> None:
        """A call that may use so much."""
        self.now += later
        size = Size(amount, amount)
        made = [Claim(limit, (limit.scope, name, limit.unit, limit.length, False), size.of(limit.unit)) for limit, name in self.limits]
        fits = all(limit.amount and self.used(limit, self.now) + size.of(limit.unit) <= limit.amount for limit, _ in self.limits)
        try:
            held = self.done(self.counters.admit(made, self.now))
        except Exhausted:
            assert not fits
        else:
            assert fits
            self.calls.append((Call(made, self.now), held))

    @rule(which=some.integers(0, 99), used=some.integers(0, 6), later=some.sampled_from((0.0, 0.7, 59.0)))
    def settle(self, which: int, used: int, later: float) -> None:
        """One of them, maybe one that was before."""
        self.now += later
        if not self.calls:
            return
        call, held = self.calls[which % len(self.calls)]
        size = Size(min([used, *(each.amount for each in call.claims)]), used, requests=1)
        size = Size(min(size.tokens, used), min(size.tokens, used))
        self.counters.settle(held, size, self.now)
        self.done(sent(self.counters))
        call.used = call.used or size

    @invariant()
    def agrees(self) -> None:
        """Spent and held are what the reference says, and never more than the limit."""
        counters = [(limit.scope, name, limit.unit, limit.length, False) for limit, name in self.limits]
        for (limit, _), standing in zip(self.limits, self.done(self.counters.standing(counters, self.now)), strict=True):
            assert standing.used == self.used(limit, self.now)
            assert standing.used <= min(
                one.amount for one, _ in self.limits if (one.scope, one.unit, one.length) == (limit.scope, limit.unit, limit.length)
            )
            assert standing.reset is None or 0 <= standing.reset <= SECONDS[limit.length or "second"]


class SharedReference(Reference):
    """The same, in Redis."""

    server: ClassVar[RedisServer]

    def made(self) -> Counters:
        """On a server that knows nothing."""
        assert self.server.said(b"FLUSHALL\r\n") == b"+OK\r\n"
        counters = shared(self.server)

        async def begin() -> None:
            counters.begin(None)

        self.done(begin())
        return counters


@pytest.fixture(scope="session", autouse=True)
def _server(redis_server: RedisServer) -> None:
    """For a machine of states, which is given no fixtures."""
    SharedReference.server = redis_server


TestInRedis = SharedReference.TestCase
TestInRedis.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestAgainstTheReference = Reference.TestCase
TestAgainstTheReference.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
