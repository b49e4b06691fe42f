"""Which shelf things stand on: Redis where there is one, else this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from config.snapshot import Snapshot
from proxy.limits.standing import Reached
from proxy.stores.counters import Counters, Recallable
from proxy.stores.memory.counters import MemoryCounters
from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.recalling import RecallingCounters
from proxy.stores.shelf import Shelf
from records.ledger.keeping import Keeping
from records.ledger.past import Past

if TYPE_CHECKING:
    from proxy.stores.redis.line import Telling

UTC = ZoneInfo("UTC")


class Watch(Protocol):
    """Who is told of what counters see."""

    def reached(self, reached: Reached) -> None:
        """A share of a budget is spent."""

    def unknown(self, error: Exception) -> None:
        """What was spent before cannot be asked."""


def open_counters(current: Callable[[], Snapshot], keeping: Keeping | None, watch: Watch, telling: Telling) -> Counters:
    """What was spent before them, the ledger knows."""

    def zone() -> ZoneInfo:
        limits = current().limits
        return UTC if limits is None else limits.zone

    def warn_at() -> Sequence[int]:
        limits = current().limits
        return () if limits is None else limits.warn_at

    counters: Recallable = MemoryCounters(zone, warn_at, watch.reached)
    if redis := current().redis.url:
        from proxy.stores.redis.counters import RedisCounters  # noqa: PLC0415  its library takes memory: only for those who use it
        from proxy.stores.redis.line import RedisLine  # noqa: PLC0415  the same

        counters = RedisCounters(RedisLine(redis, telling, monotonic), zone, warn_at, watch.reached)
    past = None if keeping is None else Past(current().database.url, keeping.booked)
    return RecallingCounters(counters, past, zone, watch.unknown)


def open_shelf(redis: str, telling: Telling, clock: Callable[[], float]) -> Shelf:
    """`redis` is its address; empty where there is none."""
    if not redis:
        return MemoryShelf(clock)
    from proxy.stores.redis.shelf import RedisShelf  # noqa: PLC0415  its library takes memory: only for those who use it

    return RedisShelf(redis, telling, clock)
