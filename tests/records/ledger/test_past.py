"""What was spent before this process began to count; its sums are tested with both servers, in tests/contract/records."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.past import Past
from records.ledger.spend import Spend
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON, made

BEFORE = [made(number, at=NOON - number * HOUR, key="ci" if number % 2 else "web") for number in range(50)]


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """A database with entries of two days."""
    at = f"sqlite:///{tmp_path / 'x.db'}"
    await ready(at)
    booking = Booking(Database.open(at))
    await booking.add(BEFORE)
    await booking.close()
    return at


async def test_what_was_spent_in_a_window_is_known_by_name(url: str) -> None:
    """All of it in one sum, and what came in or after its end is not in it."""
    found = await Past(url, lambda _: True).spent("key", (NOON - DAY) / 1e6, NOON / 1e6, by_steps=False)
    assert {name: [(at, spend.attempts) for at, spend in several] for name, several in found.items()} == {
        "ci": [(NOON / 1e6, 12)],
        "web": [(NOON / 1e6, 12)],
    }
    ((_, spend),) = found["ci"]
    assert isinstance(spend, Spend)
    assert (spend.tokens, spend.cost) == (12 * 110, sum(entry.cost for entry in BEFORE[1:25:2]))


async def test_of_a_long_window_it_is_known_when(url: str) -> None:
    """By the hour, or by the day; each until the end of its step."""
    past = Past(url, lambda _: True)
    ((at, spend), *rest) = (await past.spent("key", (NOON - DAY) / 1e6, NOON / 1e6, by_steps=True))["ci"]
    assert (at, spend.attempts, len(rest)) == ((NOON - 22 * HOUR) / 1e6, 1, 11)
    days = await past.spent("global", (NOON - 30 * DAY) / 1e6, NOON / 1e6, by_steps=True)
    assert [spend.attempts for _, spend in days[""]] == [2, 24, 23][-len(days[""]) :] or sum(s.attempts for _, s in days[""]) == 49


async def test_it_waits_until_everything_is_booked(url: str) -> None:
    """What stands in a journal was spent, too."""
    asked: list[float] = []

    def booked(before: float) -> bool:
        asked.append(before)
        return len(asked) > 3

    await asyncio.wait_for(Past(url, booked).spent("key", 0, NOON / 1e6, by_steps=False), 5)
    assert asked == [NOON / 1e6] * 4
