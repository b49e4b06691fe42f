"""Booking, into SQLite and into PostgreSQL alike: each entry once, all or nothing, sums that always agree."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.database import Database
from records.ledger.booking import Booking, Misplaced
from records.ledger.journal.position import START, Position
from tests.booked import entries, made, rollups, sums, total
from translators.canonical import Usage

FIRST, SECOND, THIRD = Position(1, 100), Position(1, 200), Position(2, 50)


@pytest.fixture
async def booking(database: Database) -> AsyncIterator[Booking]:
    """One process's."""
    opened = Booking(database)
    yield opened
    await opened.close()


async def test_what_is_booked_is_what_was_written(database: Database, booking: Booking) -> None:
    """Every field, also those that are seldom set."""
    rare = made(
        2,
        attempt=0,
        revision=1,
        user="zoë",
        service="s",
        customer="c",
        tags={"team": "blue", "a=b": "c'd\"e"},
        model="fast",
        route="fast",
        status=499,
        problem="caller_left",
        finish="stop",
        streamed=True,
        cache="hit",
        usage=Usage(
            input=1,
            cache_read=2,
            cache_write_5m=3,
            cache_write_1h=4,
            audio_in=5,
            image_in=6,
            tool_in=7,
            output=8,
            reasoning=9,
            audio_out=10,
            image_out=11,
            searches=12,
            provider_cost="0.000000123456789",
        ),
        estimated="cut_off",
        cost=-5,
        provider_cost=123,
        saved=9,
        price="v7",
        ttft_us=None,
        why="a newer price",
    )
    assert await booking.take("j", START, FIRST, [made(1), rare]) == 2
    assert await entries(database) == [made(1), rare]


async def test_a_batch_twice_is_booked_once(database: Database, booking: Booking) -> None:
    """Whoever comes again is told where the journal stands."""
    batch = [made(number) for number in range(5)]
    assert await booking.take("j", START, FIRST, batch) == 5
    before = await rollups(database)
    with pytest.raises(Misplaced) as misplaced:
        await booking.take("j", START, FIRST, batch)
    assert misplaced.value.stored == FIRST
    assert await rollups(database) == before
    assert await booking.position("j") == FIRST
    assert await booking.position("another") == START


async def test_batches_that_overlap_are_booked_once(database: Database, booking: Booking) -> None:
    """Even twice in one batch: only what is new is added to the sums."""
    assert await booking.take("j", START, FIRST, [made(1), made(2), made(2)]) == 2
    assert await booking.take("j", FIRST, SECOND, [made(2), made(3)]) == 1
    assert await booking.take("other", START, FIRST, [made(number) for number in range(4)]) == 1
    assert len(await entries(database)) == 4
    assert await total(database, "attempts") == 4
    assert await rollups(database) == await sums(database)


async def test_an_empty_batch_moves_the_journal(database: Database, booking: Booking) -> None:
    """Damage has a length and no entries."""
    assert await booking.take("j", START, THIRD, []) == 0
    assert await booking.position("j") == THIRD
    assert await entries(database) == []


async def test_every_dimension_adds_up_to_all(database: Database, booking: Booking) -> None:
    """Also for those who have no name in it."""
    await booking.add(
        [
            made(1, user="ann", service="web", customer="c1", route="fast", tags={"team": "blue", "env": "prod"}),
            made(2, provider="groq", target="groq/llama", organization="", key=""),
            made(3, status=502, problem="upstream", tags={"team": "blue"}),
        ]
    )
    for name, share in {"openai": 2, "groq": 1}.items():
        assert await total(database, "attempts", "provider", name) == share
    for dimension in ("provider", "model", "route", "key", "user", "service", "customer"):
        async with database.reading() as connection:
            found = await connection.exec_driver_sql(f"SELECT SUM(cost) FROM rollups WHERE span = 'hour' AND dimension = '{dimension}'")
            assert found.scalar_one() == 3_000, dimension
    assert await total(database, "attempts", "tag", "team=blue") == 2
    assert await total(database, "attempts", "tag", "env=prod") == 1
    assert await total(database, "requests") == 2
    assert await total(database, "errors") == await total(database, "status_5xx") == 1


async def test_a_correction_adds_its_differences_and_is_no_attempt(database: Database, booking: Booking) -> None:
    """So that sums stay sums; its latency is that of the attempt, which is counted."""
    await booking.take("j", START, FIRST, [made(1)])
    correction = made(1, revision=1, usage=Usage(), cost=-200, charged=-220, costs={"output": -200}, why="price v8")
    assert await booking.add([correction]) == 1
    assert await booking.add([correction]) == 0
    assert await total(database, "cost") == 800
    assert await total(database, "charged") == 880
    assert await total(database, "attempts") == await total(database, "corrections") == 1
    assert await total(database, "latency_us") == 5_000
    assert await total(database, "input") == 100
    assert await rollups(database) == await sums(database)


async def test_nothing_that_a_caller_says_stops_the_booking(database: Database, booking: Booking) -> None:
    """Zero characters, names of any length, amounts beyond 64 bits: the entries behind them are booked too."""
    far = 2**63 - 1
    odd = [
        made(1, user="\0", customer="c" * 100_000, tags={"t" * 5_000: "v\0" * 5_000}, problem="\ud7ff'; DROP TABLE entries; --"),
        made(2, customer="c" * 99_999, usage=Usage(input=far, output=-far), cost=far, latency_us=far, attempt=far, status=far),
        made(3, at=far, request_id="é" * 4_000),
        made(4, at=-1),
    ]
    assert await booking.take("j", START, FIRST, odd) == 4
    assert len({entry.customer for entry in await entries(database)}) == 3
    assert await rollups(database) == await sums(database)


async def test_a_booking_that_breaks_off_leaves_nothing(database: Database, booking: Booking) -> None:
    """Not the entries, not the sums, not the place; and the next one works."""
    async with database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE rollups RENAME TO elsewhere")
    with pytest.raises(Exception, match="rollups"):
        await booking.take("j", START, FIRST, [made(1)])
    async with database.writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO rollups")
    assert await entries(database) == []
    assert await booking.position("j") == START
    assert await booking.take("j", START, FIRST, [made(1)]) == 1
    assert await rollups(database) == await sums(database)
