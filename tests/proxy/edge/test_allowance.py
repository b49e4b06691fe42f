"""GET /v1/usage: a caller's own limits."""

from __future__ import annotations

import io
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from proxy.edge.allowance import Allowance
from proxy.edge.reception import Reception
from proxy.limits.claims import Counter
from proxy.limits.standing import Standing
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from proxy.stores.memory.counters import MemoryCounters
from proxy.stores.shelf import Unreachable
from tests.holding import KEY, holding
from tests.visits import Notebook, visit

NOON = 1_795_262_400.0
TOML = """
organization = "acme"
limits = [{ usd = "25", per = "month", on_exhausted = "cheap" }, { usd = "30", per = "month" }, { parallel = 2 }]
[keys.other]
key = "env:OTHER"
limits = [{ requests = 1, per = "day" }]
[limits]
each_organization = [{ tokens = 100, per = "minute", rolling = true }]
everyone = [{ parallel = 9 }]
[routes.cheap]
targets = ["mock/echo"]
"""
OTHER = "mb-other-0123456789abcdefghijklmnopq"


class Silent(MemoryCounters):
    """Nobody can say."""

    async def standing(self, counters: Any, now: float) -> list[Standing]:
        """Never."""
        raise Unreachable("away")


def counters(kind: type[MemoryCounters] = MemoryCounters) -> MemoryCounters:
    """Empty ones."""
    return kind(lambda: ZoneInfo("UTC"), tuple, lambda _: None)


async def ask(counted: MemoryCounters, key: str = KEY, toml: str = TOML) -> tuple[int, Any]:
    """Status and body."""
    line, held, log = Notebook(), holding(toml, {"OTHER": OTHER}), Log(io.BytesIO())
    watch = Watch(log, Metrics("0", log.lines), monotonic)
    allowance = Allowance(Reception(Authenticate(lambda: 1.8e9), held, watch, lambda: "req_7"), counted, lambda: NOON)
    await allowance(visit(line, "GET", "/v1/usage", [(b"x-api-key", key.encode())]))
    head, _, body = line.written.partition(b"\r\n\r\n")
    return int(head.split()[1]), orjson.loads(body)


async def test_a_caller_is_told_its_own_limits() -> None:
    """What of each is used, held and left; nothing of what others have."""
    counted = counters()
    budget: Counter = ("key", "tests", "usd", "month", False)
    counted.load(budget, 3_200_000_000, NOON)
    status, told = await ask(counted)
    assert (status, told["object"]) == (200, "list")
    assert told["data"][0] == {
        "object": "limit",
        "scope": "key",
        "name": "tests",
        "unit": "usd",
        "per": "month",
        "rolling": False,
        "limit": "25",
        "used": "3.2",
        "held": "0",
        "left": "21.8",
        "resets_at": "2026-12-01T00:00:00Z",
        "on_exhausted": "cheap",
    }
    assert [(one["scope"], one["unit"], one["limit"], one["left"], one["resets_at"]) for one in told["data"][1:]] == [
        ("key", "parallel", 2, 2, None),
        ("organization", "tokens", 100, 100, "2026-11-21T12:00:00Z"),
    ]
    _, other = await ask(counted, OTHER)
    assert [(one["name"], one["unit"], one["used"]) for one in other["data"]] == [("other", "requests", 0)]


async def test_without_limits_the_list_is_empty() -> None:
    """There is nothing to tell."""
    assert await ask(counters(), toml="") == (200, {"object": "list", "data": []})


async def test_a_wrong_key_is_told_nothing() -> None:
    """As everywhere."""
    status, told = await ask(counters(), "mb-wrong")
    assert (status, told["error"]["code"]) == (401, "invalid_api_key")


async def test_when_nobody_can_say_that_is_said() -> None:
    """It is not as if nothing had been used."""
    status, told = await ask(counters(Silent))
    assert (status, told["error"]["code"]) == (503, "store_unavailable")
