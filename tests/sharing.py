"""Counters that several processes share in one Redis."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from config.snapshot import Length, Limit, Unit
from proxy.limits.claims import Claim
from proxy.limits.standing import Reached
from proxy.stores.redis.counters import RedisCounters
from proxy.stores.redis.line import RedisLine
from tests.redis_server import RedisServer
from tests.telling import Told

UTC = ZoneInfo("UTC")
NOON = 1_924_948_800.0  # of a day to come: what Redis keeps for a window that is over is gone at once


def shared(server: RedisServer, reached: Callable[[Reached], None] = lambda _: None) -> RedisCounters:
    """Those of one process."""
    return RedisCounters(RedisLine(server.url, Told(), monotonic), lambda: UTC, lambda: (50, 80, 100), reached, lambda: NOON)


def claim(unit: Unit, most: int, amount: int, name: str = "ci", **more: Any) -> Claim:
    """On the counter of one key; windows are minutes."""
    length: Length | None = None if unit == "parallel" else more.pop("length", "minute")
    limit = Limit(scope="key", unit=unit, amount=most, length=length, **more)
    return Claim(limit, (limit.scope, name, unit, length, limit.rolling), amount)
