"""A limit is counted from where the ledger stands when it is first met."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from config.snapshot import Length, Limit, Limits, Scope, Unit
from proxy.limits.claims import Claim, Size
from proxy.limits.standing import Exhausted
from proxy.stores import recalling
from proxy.stores.memory.counters import MemoryCounters
from proxy.stores.recalling import RecallingCounters
from proxy.stores.shelf import Unreachable

NOON = 1_795_262_400.0
UTC = ZoneInfo("UTC")


class Spend(Struct, frozen=True):
    """What somebody spent."""

    attempts: int = 3
    tokens: int = 40
    cost: int = 500


class Past:
    """Knows of one key; may take its time, or fail."""

    def __init__(self) -> None:
        self.asked: list[tuple[Scope, float, float, bool]] = []
        self.ready = asyncio.Event()
        self.ready.set()
        self.error: Exception | None = None

    async def spent(self, scope: Scope, since: float, until: float, *, by_steps: bool) -> Mapping[str, Sequence[tuple[float, Spend]]]:
        """The same of every window."""
        self.asked.append((scope, since, until, by_steps))
        await self.ready.wait()
        if self.error is not None:
            raise self.error
        return {"ci": [(until, Spend())]}


def recalled(past: Past, failures: list[Exception] | None = None) -> RecallingCounters:
    """Counters that ask it."""
    told = [] if failures is None else failures
    return RecallingCounters(MemoryCounters(lambda: UTC, tuple, lambda _: None), past, lambda: UTC, told.append, lambda: NOON)


def claim(unit: Unit, most: int, length: Length | None = "day", *, rolling: bool = False) -> Claim:
    """Of one."""
    return Claim(Limit(scope="key", unit=unit, amount=most, length=length, rolling=rolling), ("key", "ci", unit, length, rolling), 1)


@pytest.mark.parametrize(("unit", "spent"), [("requests", 3), ("tokens", 40), ("usd", 500)])
async def test_what_was_spent_before_counts(unit: Unit, spent: int) -> None:
    """In its own unit; asked once, however many ask."""
    past = Past()
    counters = recalled(past)
    with pytest.raises(Exhausted):
        await counters.admit([claim(unit, spent)], NOON)
    await asyncio.gather(*(counters.admit([claim(unit, spent + 9)], NOON + number) for number in range(9)))
    assert past.asked == [("key", NOON - 43_200, NOON, False)]
    assert [one.used for one in await counters.standing([claim(unit, 1).counter], NOON)] == [spent + 9]
    await counters.close()


async def test_windows_that_roll_are_asked_in_steps() -> None:
    """Where they are so long that all at once would be too coarse."""
    past = Past()
    counters = recalled(past)
    for length in ("minute", "hour", "day", "month"):
        await counters.admit([claim("usd", 999, length, rolling=True)], NOON)
    assert [steps for _, _, _, steps in past.asked] == [False, False, True, True]
    assert [until - since for _, since, until, _ in past.asked] == [60, 3_600, 86_400, 2_592_000]


async def test_calls_at_once_have_no_past() -> None:
    """Nor has a second that is over before it could be asked."""
    past = Past()
    counters = recalled(past)
    await counters.admit([claim("parallel", 9, None), claim("requests", 9, "second")], NOON)
    assert past.asked == []


async def test_a_ledger_that_cannot_be_asked_is_told_and_asked_again() -> None:
    """By the next call."""
    past, told = Past(), list[Exception]()
    counters = recalled(past, told)
    past.error = OSError("no")
    with pytest.raises(Unreachable):
        await counters.admit([claim("usd", 999)], NOON)
    assert told == [past.error]
    past.error = None
    held = await counters.admit([claim("usd", 999)], NOON)
    counters.settle(held, Size(1, 1), NOON)
    assert len(past.asked) == 2


async def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the first who waits: others are told at once, and the operator once. Who asks later finds it done."""
    monkeypatch.setattr(recalling, "PATIENCE", 0.01)
    past, told = Past(), list[Exception]()
    counters = recalled(past, told)
    past.ready.clear()
    with pytest.raises(Unreachable):
        await counters.admit([claim("usd", 999)], NOON)
    monkeypatch.setattr(recalling, "PATIENCE", 60.0)
    with pytest.raises(Unreachable):
        await asyncio.wait_for(counters.admit([claim("usd", 999)], NOON), 5)
    assert len(told) == 1
    past.ready.set()
    await asyncio.sleep(0.01)
    await counters.admit([claim("usd", 999)], NOON)
    assert len(past.asked) == 1


async def test_a_stop_leaves_nobody_waiting() -> None:
    """They are told."""
    past = Past()
    counters = recalled(past)
    past.ready.clear()
    waiting = asyncio.create_task(counters.admit([claim("usd", 999)], NOON))
    await asyncio.sleep(0)
    await counters.close()
    with pytest.raises(Unreachable):
        await waiting


async def test_what_the_file_names_is_recalled_before_anybody_asks() -> None:
    """So that the first call need not wait."""
    past = Past()
    counters = recalled(past)
    counters.begin(Limits(keys={"ci": (claim("usd", 9).limit, claim("parallel", 9, None).limit, claim("usd", 7).limit)}))
    counters.begin(None)
    await asyncio.sleep(0.01)
    assert [scope for scope, *_ in past.asked] == ["key"]
    with pytest.raises(Exhausted):
        await counters.admit([claim("usd", 9)], NOON)
