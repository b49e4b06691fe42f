"""Entries one by one, from SQLite and from PostgreSQL alike: every one once, in order, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.database import Database
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.export import AT_ONCE, exported
from records.ledger.filters import Filters
from records.ledger.listing import listing
from records.ledger.rows import entry as told
from records.ledger.sums import HOUR
from tests.booked import NOON, made

MANY = AT_ONCE + 7


@pytest.fixture
async def booking(database: Database) -> AsyncIterator[Booking]:
    """One process's."""
    opened = Booking(database)
    yield opened
    await opened.close()


def many() -> list[Entry]:
    """Several at the same moment, attempts of the same request, corrections."""
    return [
        made(
            number,
            at=NOON + number // 4,
            request_id=f"req_{number // 3}",
            attempt=number % 3,
            revision=number % 2,
            key="ci" if number % 5 else "web",
            tags={"team": "blue"} if number % 7 == 0 else {},
            status=429 if number % 11 == 0 else 200,
            problem="rate_limit_exceeded" if number % 11 == 0 else "",
        )
        for number in range(MANY)
    ]


def ordered(entries: list[Entry]) -> list[Entry]:
    """By time, then by what else is in the primary key."""
    return sorted(entries, key=lambda entry: (entry.at, entry.request_id, entry.attempt, entry.revision))


async def pages(database: Database, filters: Filters, most: int) -> list[list[Entry]]:
    """To the last."""
    page = await listing(database, filters, most)
    found = [page.entries]
    while page.more is not None:
        page = await listing(database, filters, most, page.more)
        found.append(page.entries)
    return found


async def test_every_entry_is_on_one_page(database: Database, booking: Booking) -> None:
    """The newest first; entries of the same moment have an order too."""
    await booking.add(many())
    newest = ordered(many())[::-1]
    for most in (1, 50, MANY - 1, MANY, 500):
        found = await pages(database, Filters(), most) if most > 1 else [[one] for one in newest]
        assert [entry for page in found for entry in page] == newest
        assert len(found) == -(-MANY // most)
    assert await pages(database, Filters(since=NOON + 10**9), 5) == [[]]


async def test_pages_have_what_was_asked_for(database: Database, booking: Booking) -> None:
    """By each filter, and by several."""
    await booking.add(many())
    newest = ordered(many())[::-1]
    for filters, expected in (
        (Filters(key="web"), [entry for entry in newest if entry.key == "web"]),
        (Filters(tag="team=blue"), [entry for entry in newest if entry.tags]),
        (Filters(tag="team=red"), []),
        (Filters(status=(400, 499)), [entry for entry in newest if entry.status == 429]),
        (Filters(problem="rate_limit_exceeded", key="ci"), [entry for entry in newest if entry.problem and entry.key == "ci"]),
        (Filters(problem=""), [entry for entry in newest if not entry.problem]),
        (Filters(since=NOON + 3, until=NOON + 5), [entry for entry in newest if NOON + 3 <= entry.at < NOON + 5]),
        (Filters(provider="openai", route="", model="openai/gpt-4o"), newest),
    ):
        assert [entry for page in await pages(database, filters, 40) for entry in page] == expected, filters
        assert [told(row) async for some in exported(database, filters) for row in some] == expected[::-1], filters


async def test_what_no_index_finds_is_found_by_the_hour(database: Database, booking: Booking) -> None:
    """However far apart, and however many hours there are; in both directions, page by page."""
    rare = [
        made(number, at=NOON + number * (5 if number % 3 else 4) * HOUR, tags={"team": "blue"}, route="fast", key=f"k{number % 4}")
        for number in range(620)
    ]
    usual = [made(1_000 + number, at=NOON + number * HOUR) for number in range(50)]
    await booking.add([*rare, *usual])
    newest = ordered(rare)[::-1]
    for filters, expected in (
        (Filters(tag="team=blue"), newest),
        (Filters(tag="team=blue", organization="acme", since=NOON + 7), newest[:-1]),
        (Filters(route="fast", until=NOON + 1_000 * HOUR + 1), [entry for entry in newest if entry.at <= NOON + 1_000 * HOUR]),
        (Filters(tag="team=blue", key="k3", route="fast"), [entry for entry in newest if entry.key == "k3"]),
        (Filters(tag="team=blue", organization="beta"), []),
    ):
        assert [entry for page in await pages(database, filters, 50) for entry in page] == expected, filters
        assert [told(row) async for some in exported(database, filters) for row in some] == expected[::-1], filters


async def test_what_is_booked_between_two_pages_disturbs_nobody(database: Database, booking: Booking) -> None:
    """Neither newer nor older entries shift a page."""
    await booking.add(many())
    first = await listing(database, Filters(), 50)
    await booking.add([made(number, at=NOON + HOUR, request_id=f"late_{number}") for number in range(30)])
    second = await listing(database, Filters(), 50, first.more)
    assert [*first.entries, *second.entries] == ordered(many())[::-1][:100]


async def test_an_export_has_everything_in_the_order_of_time(database: Database, booking: Booking) -> None:
    """A portion at a time, and no empty one."""
    await booking.add(many())
    portions = [some async for some in exported(database, Filters())]
    assert [len(some) for some in portions] == [AT_ONCE, 7]
    assert [told(row) for some in portions for row in some] == ordered(many())
    assert [some async for some in exported(database, Filters(key="nobody"))] == []


async def test_an_export_holds_no_connection_while_it_is_taken(database: Database, booking: Booking) -> None:
    """As many as there are may be begun and left."""
    await booking.add(many())
    begun = [exported(database, Filters()) for _ in range(12)]
    for export in begun:
        assert len(await anext(export)) == AT_ONCE
    assert len((await listing(database, Filters(), 5)).entries) == 5
    for export in begun:
        await export.aclose()
