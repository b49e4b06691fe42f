"""Which shelf things stand on: Redis where there is one, else this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.shelf import Shelf

if TYPE_CHECKING:
    from proxy.stores.redis.shelf import Telling


def open_shelf(redis: str, telling: Telling, clock: Callable[[], float]) -> Shelf:
    """`redis` is its address; empty where there is none."""
    if not redis:
        return MemoryShelf(clock)
    from proxy.stores.redis.shelf import RedisShelf  # noqa: PLC0415  its library takes memory: only for those who use it

    return RedisShelf(redis, telling, clock)
