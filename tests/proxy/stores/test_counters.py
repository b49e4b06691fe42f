"""The protocol of counters: what is in memory keeps it, with and without a past. How it behaves is in tests/contract/stores."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from proxy.stores.counters import Counters
from proxy.stores.memory.counters import MemoryCounters
from proxy.stores.recalling import RecallingCounters
from records.ledger.past import Past


async def test_every_kind_of_counters_is_one() -> None:
    """To those who check types, and at the end."""
    memory = MemoryCounters(lambda: ZoneInfo("UTC"), tuple, lambda _: None)
    past = Past("sqlite:///x.db", lambda _: True)
    kinds: list[Counters] = [memory, RecallingCounters(memory, past, lambda: ZoneInfo("UTC"), lambda _: None)]
    for counters in kinds:
        assert await counters.standing([], 0.0) == []
        await counters.close()
