"""Steps of time, of SQLite and of PostgreSQL alike; their sums are tested in tests/contract/records."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.database import Database
from records.ledger.booking import Booking
from records.ledger.filters import Filters, Unclear
from records.ledger.sums import DAY, HOUR
from records.ledger.timeseries import step_of, timeseries
from tests.booked import NOON, made


@pytest.fixture
async def booking(database: Database) -> AsyncIterator[Booking]:
    """Into an open database."""
    opened = Booking(database)
    yield opened
    await opened.close()


def test_a_short_time_is_told_by_hours() -> None:
    """Unless one says otherwise."""
    assert step_of(None, Filters(since=NOON - 3 * DAY), NOON) == HOUR
    assert step_of(None, Filters(since=NOON - 3 * DAY - 1), NOON) == DAY
    assert step_of("day", Filters(since=NOON - HOUR), NOON) == DAY
    assert step_of("hour", Filters(since=NOON - 80 * DAY), NOON) == HOUR


@pytest.mark.parametrize(
    ("said", "since", "until", "param"),
    [
        ("week", NOON - DAY, None, "step"),
        ("HOUR", NOON, None, "step"),
        ("hour", NOON - 90 * DAY, None, "step"),
        ("hour", NOON - 2_001 * DAY, None, "since"),
        ("day", NOON - 2_001 * DAY, None, "since"),
        (None, NOON - 2_001 * DAY, None, "since"),
        (None, NOON - 30 * DAY, NOON + 100_000 * DAY, "until"),
    ],
)
def test_what_is_no_step_is_refused(said: str | None, since: int, until: int | None, param: str) -> None:
    """As are more of them than anybody reads, whoever chose the step; what is named is what to change."""
    with pytest.raises(Unclear) as told:
        step_of(said, Filters(since=since, until=until), NOON)
    assert told.value.param == param
    assert ("more than 2,000 steps" in told.value.message) is (said not in ("week", "HOUR"))


async def test_since_ever_is_since_the_first(database: Database, booking: Booking) -> None:
    """However long ago: it is those steps that must not be too many."""
    ever = Filters()
    assert step_of("hour", ever, NOON) == HOUR
    assert await timeseries(database, ever, HOUR, NOON) == []
    await booking.add([made(1, at=NOON - 2_000 * HOUR)])
    steps = await timeseries(database, ever, HOUR, NOON)
    assert (len(steps), steps[0].figures.attempts, steps[-1].start) == (2_000, 1, NOON - HOUR)
    with pytest.raises(Unclear, match=r"since: that would be more than 2,000 steps"):
        await timeseries(database, ever, HOUR, NOON + 2_000 * DAY)
    with pytest.raises(Unclear, match=r"until: that would be more than 2,000 steps"):
        await timeseries(database, Filters(until=NOON + 9_000 * DAY), DAY, NOON)


async def test_a_clock_that_is_ahead_makes_no_steps(database: Database, booking: Booking) -> None:
    """But for one, in which there may be entries that came meanwhile; what is later still is in the last."""
    now, late = NOON + HOUR // 2, NOON + 75 * 365 * DAY
    await booking.add([made(1, at=late), made(2, at=NOON + 1)])
    for since in (NOON - DAY, 0):
        steps = await timeseries(database, Filters(since=since), HOUR, now)
        assert (steps[-1].start, steps[-1].figures.attempts) == (NOON, 2)
        assert len(steps) == (25 if since else 1)
    await booking.add([made(3, at=NOON + HOUR)])
    steps = await timeseries(database, Filters(since=NOON - DAY), HOUR, now)
    assert [(step.start, step.figures.attempts) for step in steps[-2:]] == [(NOON, 1), (NOON + HOUR, 2)]
    told = await timeseries(database, Filters(since=late - HOUR, until=late + HOUR), HOUR, now)
    assert [step.figures.attempts for step in told] == [0, 1]
