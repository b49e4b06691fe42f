"""Booking among others: several processes and tasks, breaks in the middle, entries that are too old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from records.database import Database
from records.ledger.booking import DAY, Booking, Misplaced
from records.ledger.journal.position import START, Position
from tests.booked import NOON, entries, made, rollups, sums, total


@pytest.fixture
async def bookings(database: Database) -> AsyncIterator[list[Booking]]:
    """As of several processes: each has connections of its own."""
    opened = [Booking(database) for _ in range(3)]
    yield opened
    for booking in opened:
        await booking.close()


async def test_many_book_at_once_and_the_sums_agree(database: Database, bookings: list[Booking]) -> None:
    """Their journals differ, the rows of their sums are the same; nobody waits for ever."""

    async def ship(booking: Booking, journal: int) -> None:
        at = START
        for turn in range(8):
            upto = Position(1, turn + 1)
            some = [made(journal * 1_000 + turn * 10 + number, user=f"u{(number * 7 + journal) % 5}") for number in range(10)]
            assert await booking.take(f"j{journal}", at, upto, some) == 10
            at = upto

    await asyncio.gather(*(ship(booking, journal) for journal, booking in enumerate(bookings)))
    assert await total(database, "attempts") == 240
    assert await rollups(database) == await sums(database)


async def test_one_of_two_who_take_the_same_journal_is_told(database: Database, bookings: list[Booking]) -> None:
    """And the entries are there once."""
    batch = [made(number) for number in range(20)]
    done = await asyncio.gather(*(booking.take("j", START, Position(1, 9), batch) for booking in bookings), return_exceptions=True)
    assert [each for each in done if each == 20] == [20]
    assert sum(isinstance(each, Misplaced) for each in done) == 2
    assert await total(database, "attempts") == 20


async def test_a_booking_nobody_waits_for_is_whole_or_nothing(database: Database, bookings: list[Booking]) -> None:
    """Cancelled at any moment; whoever comes after asks where the journal stands, and goes on from there."""
    booking = bookings[0]
    at, booked = START, 0
    for turn in range(12):
        upto, batch = Position(1, turn + 1), [made(turn * 100 + number) for number in range(100)]
        task = asyncio.create_task(booking.take("j", at, upto, batch))
        await asyncio.sleep(turn * 0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        stored = await booking.position("j")
        assert stored in (at, upto)
        booked += 100 if stored != at else 0
        at = stored
    assert len(await entries(database)) == booked == await total(database, "attempts")
    assert await rollups(database) == await sums(database)


async def test_what_is_too_old_goes_and_its_sums_stay(database: Database, bookings: list[Booking]) -> None:
    """PostgreSQL keeps a month until all of it is too old."""
    booking = bookings[0]
    ages = (0, 10, 40, 80, 120, 400)
    await booking.add([made(age, at=NOON - age * DAY) for age in ages])
    kept = await rollups(database)
    rounds = 0
    while await booking.retire(60, NOON, most=1):
        rounds += 1
    left = {(NOON - entry.at) // DAY for entry in await entries(database)}
    assert left >= {0, 10, 40}
    assert not left & {120, 400}
    assert await rollups(database) == kept
    assert rounds < len(ages)
