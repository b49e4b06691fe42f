"""What is special about counters in memory; all else is in tests/contract/stores."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from config.snapshot import Limit
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Exhausted, Standing
from proxy.stores.memory.counters import MemoryCounters

NOON = 1_795_262_400.0
DAY: Counter = ("key", "ci", "usd", "day", False)
ROLLING: Counter = ("key", "ci", "usd", "hour", True)


def counters(zone: str = "UTC") -> MemoryCounters:
    """Empty ones."""
    return MemoryCounters(lambda: ZoneInfo(zone), tuple, lambda _: None)


async def test_what_the_ledger_knows_is_spent() -> None:
    """As if it had been here."""
    made = counters()
    made.load(DAY, 70, NOON)
    limit = Limit(scope="key", unit="usd", amount=100, length="day")
    with pytest.raises(Exhausted):
        await made.admit([Claim(limit, DAY, 31)], NOON)
    made.settle(await made.admit([Claim(limit, DAY, 30)], NOON), Size(0, 5), NOON)
    assert await made.standing([DAY], NOON) == [Standing(75, 0, 43_200)]
    assert await made.standing([DAY], NOON + 43_200) == [Standing(0, 0, 86_400)]


async def test_what_was_spent_in_a_window_that_rolls_leaves_it_when_it_is_old() -> None:
    """By when it was spent, not by when it was asked for."""
    made = counters()
    made.load(ROLLING, 10, NOON - 1_800)
    made.load(ROLLING, 20, NOON)
    assert [(await made.standing([ROLLING], NOON + late))[0].spent for late in (0, 1_700, 1_861, 3_500, 3_661)] == [30, 30, 20, 20, 0]


async def test_days_begin_where_the_operator_says() -> None:
    """At midnight there."""
    assert await counters("Asia/Kolkata").standing([DAY], NOON) == [Standing(0, 0, 23_400)]
