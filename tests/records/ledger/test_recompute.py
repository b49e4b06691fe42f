"""Entries reckoned anew, in both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from config.snapshot import Organization, Price
from records.database import Database
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.recompute import PAGE, Book, Change, Scope, any_fits, differences, recompute
from records.money import charged, reckon
from tests.booked import NOON, SECOND, entries, made, rollups, sums, total
from translators.canonical import Usage

OLD, NEW = Price({"input": 1_000_000, "output": 4_000_000}), Price({"input": 3_000_000, "output": 4_000_000})
ACME = Organization(name="acme", margin=100_000)
ALL = Scope(since=0, until=2**60)


def at(number: int, price: Price = OLD, target: str = "openai/gpt-4o", **fields: object) -> Entry:
    """Reckoned with a price."""
    usage = Usage(input=number % 7, output=number % 5)
    cost = reckon(usage, price)
    amounts = {"usage": usage, "cost": cost.total, "costs": cost.buckets, "charged": charged(cost.total, ACME), "price": price.version}
    return made(number, **{"target": target, "provider": target.partition("/")[0], **amounts, **fields})


def book(prices: Mapping[tuple[str, str], Price]) -> Book:
    """A price book, and who is charged how."""
    return Book(lambda provider, model: prices.get((provider, model)), {"acme": ACME})


TODAY = book({("openai", "gpt-4o"): NEW, ("openai", "o1"): OLD})


@pytest.fixture
async def booking(database: Database) -> AsyncIterator[Booking]:
    """Into an open database."""
    opened = Booking(database)
    yield opened
    await opened.close()


async def test_what_is_booked_is_what_was_shown(database: Database, booking: Booking) -> None:
    """Every entry of a model with another price is corrected once; others stay. More than a page of them, at the same moments."""
    count = PAGE + 7
    await booking.add([at(number, at=NOON + number // 3) for number in range(count)] + [at(count, target="openai/o1")])
    shown = await differences(database, ALL, TODAY)
    assert len(await entries(database)) == count + 1
    assert await recompute(database, booking, ALL, TODAY) == shown
    usages = [Usage(input=number % 7, output=number % 5) for number in range(count)]
    corrected = [usage for usage in usages if usage.input]
    before, after = (sum(reckon(usage, price).total for usage in corrected) for price in (OLD, NEW))
    (change,) = shown
    assert (change.target, change.entries, change.cost_before, change.cost_after) == ("openai/gpt-4o", len(corrected), before, after)
    assert change.charged_after - change.charged_before == sum(
        charged(reckon(usage, NEW).total, ACME) - charged(reckon(usage, OLD).total, ACME) for usage in corrected
    )
    assert len(await entries(database)) == count + 1 + len(corrected)


async def test_a_second_time_there_is_nothing_to_do(database: Database, booking: Booking) -> None:
    """Nor for whoever looks only."""
    await booking.add([at(number) for number in range(1, 20)])
    assert await recompute(database, booking, ALL, TODAY)
    stand = await entries(database)
    assert await recompute(database, booking, ALL, TODAY) == []
    assert await differences(database, ALL, TODAY) == []
    assert await entries(database) == stand


async def test_a_price_may_go_back_again(database: Database, booking: Booking) -> None:
    """To the very version that the entry was reckoned with first."""
    await booking.add([at(number) for number in range(20)])
    cost = await total(database, "cost")
    await recompute(database, booking, ALL, TODAY)
    assert await total(database, "cost") != cost
    await recompute(database, booking, ALL, book({("openai", "gpt-4o"): OLD}))
    assert await total(database, "cost") == cost
    assert {each.revision for each in await entries(database)} == {0, 1, 2}


async def test_sums_stay_right(database: Database, booking: Booking) -> None:
    """The rollups are those of all entries, corrections included; what was used and how often is what it was."""
    await booking.add([at(number, tags={"team": "a"}) for number in range(20)])
    before = [await total(database, column) for column in ("input", "output", "attempts", "requests", "latency_us")]
    await recompute(database, booking, ALL, TODAY)
    assert await rollups(database) == await sums(database)
    assert [await total(database, column) for column in ("input", "output", "attempts", "requests", "latency_us")] == before
    cost = sum(reckon(Usage(input=number % 7, output=number % 5), NEW).total for number in range(20))
    assert [await total(database, "cost", "tag", "team=a"), await total(database, "cost")] == [cost, cost]


async def test_only_what_was_asked_for_is_corrected(database: Database, booking: Booking) -> None:
    """From a moment up to another, which is not in it, and models by a pattern."""
    await booking.add([at(1), at(2), at(3), at(4, target="house/gpt-4o"), at(2, target="openai/o3", request_id="req_o3")])
    prices = book({("openai", "gpt-4o"): NEW, ("house", "gpt-4o"): NEW, ("openai", "o3"): NEW})
    first, second = NOON + SECOND, NOON + 2 * SECOND

    async def found(**scope: object) -> dict[str, int]:
        changes = await differences(database, Scope(**{"since": 0, "until": 2**60, **scope}), prices)  # type: ignore[arg-type]  # as named
        return {change.target: change.entries for change in changes}

    assert await found() == {"openai/gpt-4o": 3, "house/gpt-4o": 1, "openai/o3": 1}
    assert await found(since=second) == {"openai/gpt-4o": 2, "house/gpt-4o": 1, "openai/o3": 1}
    assert await found(until=second) == {"openai/gpt-4o": 1}
    assert await found(since=first, until=second, model="openai/*") == {"openai/gpt-4o": 1}
    assert await found(model="gpt-*") == {"openai/gpt-4o": 3, "house/gpt-4o": 1}
    assert await found(model="openai/o?") == {"openai/o3": 1}
    assert await found(model="nothing") == {}


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"at": NOON - 1}, False),
        ({"at": NOON + SECOND}, False),
        ({"target": "house/gpt-4o", "provider": "house"}, True),
        ({"target": "openai/o3"}, False),
        ({"cache": "hit"}, False),
        ({"provider": "", "target": ""}, False),
    ],
)
async def test_what_is_not_booked_yet_is_chosen_as_what_is(
    database: Database, booking: Booking, fields: Mapping[str, object], *, fits: bool
) -> None:
    """By the same time and pattern."""
    scope, one = Scope(since=NOON, until=NOON + SECOND, model="gpt-*"), made(0, **fields)
    assert scope.fits(one) is fits
    await booking.add([one])
    prices = book({("openai", "gpt-4o"): NEW, ("house", "gpt-4o"): NEW, ("openai", "o3"): NEW})
    assert [change.entries for change in await differences(database, scope, prices)] == [1] * fits
    assert await any_fits(database, scope) is fits


async def test_what_nobody_knows_a_price_for_is_named_and_left(database: Database, booking: Booking) -> None:
    """The old amount stands."""
    await booking.add([at(1, target="house/gone"), at(2, target="house/gone")])
    assert await recompute(database, booking, ALL, TODAY) == [Change(target="house/gone", unpriced=2)]
    assert len(await entries(database)) == 2


async def test_a_call_that_failed_has_nothing_to_be_priced(database: Database, booking: Booking) -> None:
    """It is counted nowhere; one that only searched is."""
    failed = [made(number, target="openai/gone", usage=Usage(), cost=0, costs={}, charged=0, price="", status=500) for number in (1, 2)]
    await booking.add(failed)
    assert await differences(database, ALL, TODAY) == []
    await booking.add([made(3, target="openai/gone", usage=Usage(searches=1), cost=0, costs={}, charged=0, price="")])
    assert await differences(database, ALL, TODAY) == [Change(target="openai/gone", unpriced=1)]


async def test_what_no_provider_was_asked_for_costs_nothing_still(database: Database, booking: Booking) -> None:
    """A reply from the cache has usage, but nobody is paid for it; a call that no target took has none at all."""
    kept = made(1, cost=0, costs={}, charged=0, price="", cache="hit", attempt=0)
    nobody = made(2, provider="", target="", usage=Usage(), cost=0, costs={}, charged=0, price="", attempt=0)
    await booking.add([kept, nobody])
    assert await recompute(database, booking, ALL, TODAY) == []
