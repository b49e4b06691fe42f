"""Sums that are those of their entries are found to be, and any that is not is named with both figures."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from records.database import Database
from records.ledger.agreement import Difference, days, differences
from records.ledger.booking import Booking
from records.ledger.sums import DAY, HOUR, SUMS
from tests.booked import NOON, made

TODAY = NOON - NOON % DAY


@pytest.fixture
async def booked(database: Database) -> Database:
    """Three days with entries of all sorts, and a week between them."""
    booking = Booking(database)
    await booking.add(
        [
            made(number, at=NOON + day * DAY + number * HOUR // 4, tags={"team": f"t{number % 3}"}, status=200 + 300 * (number % 2))
            for day in (0, 1, 8)
            for number in range(10)
        ]
    )
    await booking.close()
    return database


async def say(database: Database, statement: str) -> None:
    """To the database, behind our back."""
    async with database.writing() as connection:
        await connection.execute(text(statement))


async def test_every_day_with_something_is_looked_at(booked: Database) -> None:
    """Also one that has only entries, or only sums."""
    assert await days(booked, 0) == [TODAY, TODAY + DAY, TODAY + 8 * DAY]
    assert await days(booked, TODAY + DAY) == [TODAY + DAY, TODAY + 8 * DAY]
    await say(booked, f"DELETE FROM rollups WHERE start < {TODAY + DAY}")
    await say(booked, f"DELETE FROM entries WHERE at > {TODAY + 2 * DAY}")
    assert await days(booked, 0) == [TODAY, TODAY + DAY, TODAY + 8 * DAY]


async def test_sums_of_their_entries_agree(booked: Database) -> None:
    """In every dimension, by hour and by day; also those of a day without anything."""
    for day in (*await days(booked, 0), TODAY + 3 * DAY):
        assert await differences(booked, day) == []


async def test_a_sum_that_is_off_is_named(booked: Database) -> None:
    """Once for its row, with what it is and what it should be."""
    await say(booked, f"UPDATE rollups SET cost = cost + 7 WHERE span = 'day' AND dimension = 'key' AND start = {TODAY}")
    assert await differences(booked, TODAY) == [Difference("day", TODAY, "key", "acme", "ci", "cost", 10_007, 10_000)]
    assert await differences(booked, TODAY + DAY) == []


async def test_an_entry_that_is_gone_is_missed_everywhere(booked: Database) -> None:
    """By every dimension, in its hour and its day."""
    await say(booked, f"DELETE FROM entries WHERE request_id = 'req_000004' AND at < {TODAY + DAY}")
    found = await differences(booked, TODAY)
    assert {one.dimension for one in found} == {"all", "provider", "model", "route", "key", "user", "service", "customer", "tag"}
    costs = {(one.span, one.rollup, one.entries) for one in found if one.sum == "cost" and one.dimension != "tag"}
    assert costs == {("day", 10_000, 9_000), ("hour", 4_000, 3_000)}


async def test_a_row_that_is_missing_or_made_up_is_named(booked: Database) -> None:
    """One side has nothing to say of it."""
    await say(booked, f"DELETE FROM rollups WHERE span = 'hour' AND dimension = 'provider' AND start = {NOON}")
    await say(booked, f"UPDATE rollups SET name = 'nobody' WHERE span = 'day' AND dimension = 'user' AND start = {TODAY}")
    found = await differences(booked, TODAY)
    attempts = {(one.span, one.dimension, one.name, one.rollup, one.entries) for one in found if one.sum == "attempts"}
    assert attempts == {("hour", "provider", "openai", None, 4), ("day", "user", "nobody", 10, None), ("day", "user", "", None, 10)}


async def test_a_row_of_nothing_is_named_too(booked: Database) -> None:
    """All of its sums are 0, but no entry calls for it."""
    zeros = "UPDATE rollups SET name = 'x', {} WHERE span = 'day' AND dimension = 'service' AND start = {}"
    await say(booked, zeros.format(", ".join(f"{name} = 0" for name in SUMS), TODAY))
    found = [one for one in await differences(booked, TODAY) if one.name == "x"]
    assert found == [Difference("day", TODAY, "service", "acme", "x", "attempts", 0, None)]
