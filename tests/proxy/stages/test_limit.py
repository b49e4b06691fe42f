"""Is there enough left for this call?"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from config.snapshot import Limit as One
from config.snapshot import Limits, Route, Target
from proxy.call import Call, Reply
from proxy.limits.claims import Claim, Counter
from proxy.limits.experience import Experience
from proxy.limits.standing import Held, Standing
from proxy.observe.limits import LimitWatch
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.stages.limit import Limit
from proxy.stores.memory.counters import MemoryCounters
from proxy.stores.shelf import Unreachable
from tests.frames import COUNT, DONE, HELLO, STOP, say
from tests.made import snapshot
from tests.metering import BODY, Metered, answering, asking, close, priced, taken
from translators.canonical import Kind, Problem, Window

NOON = 1_795_262_400.0
BUDGET: Counter = ("key", "ci", "usd", "day", False)
REQUESTS: Counter = ("key", "ci", "requests", "minute", False)
COST = 9 * 2 + 3 * 10


class Silent(MemoryCounters):
    """Nobody can say."""

    async def admit(self, claims: Any, now: float) -> Held:
        """Never."""
        raise Unreachable("away")


class Limited:
    """The stage, with a meter behind it."""

    def __init__(self, folder: Path, *, silent: bool = False) -> None:
        out = io.BytesIO()
        log = Log(out)
        kind = Silent if silent else MemoryCounters
        self.counters = kind(lambda: ZoneInfo("UTC"), tuple, lambda _: None)
        self.metered = Metered(folder)
        self.experience = Experience()
        self.stage = Limit(self.counters, lambda: NOON, self.experience, LimitWatch(log, Metrics("0", log.lines)))

    async def ask(self, call: Call, end: Callable[[Call], object]) -> Reply:
        """Through both."""

        async def metered(call: Call) -> Reply:
            return await self.metered.ask(call, end)

        return await self.stage(call, metered)

    async def stands(self, counter: Counter) -> tuple[int, int]:
        """Spent and held."""
        (one,) = await self.counters.standing([counter], NOON)
        return one.spent, one.held


def limit(unit: Any, amount: int, length: Any = "day", **more: Any) -> One:
    """On a key."""
    return One(scope="key", unit=unit, amount=amount, length=length, **more)


def question(*limits: One, routes: tuple[Route, ...] = (), **fields: Any) -> Call:
    """Of the key "ci", which has these limits."""
    one = asking(**{"max_tokens": 5, **fields})
    one.facts.key = "ci"
    there = replace(snapshot(routes=routes), limits=Limits(keys={"ci": limits}) if limits else None)
    return replace(one, snapshot=there)


async def test_without_limits_nothing_is_held(tmp_path: Path) -> None:
    """Nor is there a header."""
    limited, asked = Limited(tmp_path), question()
    await limited.ask(asked, answering(limited.metered, BODY))
    assert asked.facts.limits is None
    assert len(limited.counters) == 0


async def test_a_whole_reply_is_settled_before_it_is_returned(tmp_path: Path) -> None:
    """With what its entry says, and what a caller has left is told."""
    limited, asked = Limited(tmp_path), question(limit("usd", 10_000), limit("requests", 60, "minute"))
    reply = await limited.ask(asked, answering(limited.metered, BODY))
    assert limited.metered.entry.cost == COST
    assert (await limited.stands(BUDGET), await limited.stands(REQUESTS)) == ((COST, 0), (1, 0))
    assert asked.facts.limits is not None
    assert asked.facts.limits.requests == Window(60, 59, 0.0 + 60)
    await close(asked, reply)
    assert await limited.stands(BUDGET) == (COST, 0)


async def test_a_stream_is_settled_before_its_last_byte_is_handed_on(tmp_path: Path) -> None:
    """Until then it holds the most it can cost."""
    limited, asked = Limited(tmp_path), question(limit("usd", 10_000), stream=True)
    reply = await limited.ask(asked, answering(limited.metered, HELLO, say("one"), STOP, COUNT, DONE))
    most = (len(asked.body) // 2 + 1) * 2 + 5 * 10
    seen = [(batch.wire_bytes == DONE, await limited.stands(BUDGET)) async for batch in reply.batches]
    assert seen[0] == (False, (0, most))
    assert seen[-1] == (True, (COST, 0))


async def test_what_a_caller_used_who_left_is_spent(tmp_path: Path) -> None:
    """As his entry says."""
    limited, asked = Limited(tmp_path), question(limit("usd", 10_000), limit("parallel", 1, None), stream=True)
    reply = await limited.ask(asked, answering(limited.metered, HELLO, say("one"), 9.0, STOP))
    await close(asked, reply, left=True)
    assert await limited.stands(BUDGET) == (limited.metered.entry.cost, 0)
    assert limited.metered.entry.cost > 0
    assert await limited.stands(("key", "ci", "parallel", None, False)) == (0, 0)


async def test_where_nobody_was_asked_nothing_is_used(tmp_path: Path) -> None:
    """But a call that failed at a provider is a request."""
    limited = Limited(tmp_path)
    asked = question(limit("requests", 60, "minute"))

    def unready(_: Call) -> object:
        raise Problem(Kind.PROVIDER_BUSY, "full")

    with pytest.raises(Problem):
        await limited.ask(asked, unready)
    assert await limited.stands(REQUESTS) == (0, 0)
    with pytest.raises(Problem):
        await limited.ask(asked, answering(limited.metered, b"{}", status=500))
    assert await limited.stands(REQUESTS) == (1, 0)


async def test_a_call_that_may_cost_more_than_is_left_is_refused(tmp_path: Path) -> None:
    """Before anybody is asked."""
    limited = Limited(tmp_path)
    with pytest.raises(Problem) as refused:
        await limited.ask(question(limit("usd", 100)), answering(limited.metered, BODY))
    assert refused.value.kind is Kind.OVER_BUDGET
    assert limited.metered.entries == []


async def test_at_the_end_of_a_budget_another_route_answers(tmp_path: Path) -> None:
    """Counted while it fits; then it goes past that budget, but past no other limit."""
    limited = Limited(tmp_path)
    free = Target(replace(priced(), models={}), "free", "house/free")
    route = Route(name="cheap", targets=(free,))
    budget, requests = limit("usd", 250, instead="cheap"), limit("requests", 3, "minute")

    async def target() -> str:
        asked = question(budget, requests, routes=(route,))
        await limited.ask(asked, answering(limited.metered, BODY))
        return f"{asked.facts.route}:{asked.facts.target.name if asked.facts.target else ''}"

    most = (len(question().body) // 2 + 1) * 2 + 5 * 10
    limited.counters.load(BUDGET, 250 - most - COST // 2, NOON)
    assert [await target(), await target()] == [":house/small", "cheap:house/free"]
    limited.counters.load(BUDGET, 500, NOON)
    assert await target() == "cheap:house/free"
    with pytest.raises(Problem) as refused:
        await target()
    assert refused.value.kind is Kind.RATE_LIMITED


@pytest.mark.parametrize(("open", "status"), [(True, 200), (False, 503)])
async def test_when_nobody_can_say_each_limit_says_what_then(tmp_path: Path, open: bool, status: int) -> None:
    """A call is refused by one that is not open."""
    limited = Limited(tmp_path, silent=True)
    asked = question(limit("usd", 10_000, open=True), limit("requests", 10, "minute", open=open))
    if status == 200:
        reply = await limited.ask(asked, answering(limited.metered, BODY))
        assert await taken(reply.batches) == BODY
        return
    with pytest.raises(Problem) as refused:
        await limited.ask(asked, answering(limited.metered, BODY))
    assert refused.value.status == 503


async def test_experience_is_gained_from_whole_answers(tmp_path: Path) -> None:
    """How long they were."""
    limited = Limited(tmp_path)
    for _ in range(50):
        await limited.ask(question(limit("requests", 60, "minute")), answering(limited.metered, BODY))
    assert limited.experience.likely("house/small") in range(3, 5)


def test_a_claim_is_what_a_stage_holds() -> None:
    """And how it stood."""
    claim = Claim(limit("usd", 1), BUDGET, 1)
    assert Held([claim], [0], [Standing()]).settled is False
    assert json.loads(BODY)["usage"]["completion_tokens"] == 3
