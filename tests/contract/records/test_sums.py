"""Sums of entries, of SQLite and of PostgreSQL alike: whatever is asked, they are those of the entries."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import asdict, replace

from records.database import Database
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.figures import BUCKETS, NOTHING, Figures
from records.ledger.filters import Filters
from records.ledger.spend import Spend, spend, spends
from records.ledger.summary import BY, breakdown, summary
from records.ledger.summing import kept_as
from records.ledger.sums import DAY, HOUR
from records.ledger.timeseries import timeseries
from tests.booked import NOON, made
from translators.canonical import Usage

ENTRIES = 200
FIRST = NOON - 3 * DAY - 7 * HOUR - 1


def some(seed: int, count: int = ENTRIES) -> list[Entry]:
    """Entries of some days, of every sort there is; corrections too."""
    dice = random.Random(seed)
    entries = []
    for number in range(count):
        target = dice.choice(["openai/gpt-4o", "openai/o3", "groq/llama", ""])
        status = dice.choice([200, 200, 200, 200, 429, 499, 502])
        entry = made(
            number,
            at=dice.choice([FIRST + dice.randrange(6 * DAY), NOON + HOUR * dice.randrange(9), NOON + DAY * dice.randrange(3) - 1]),
            organization=dice.choice(["acme", "beta", ""]),
            key=dice.choice(["ci", "web"]),
            user=dice.choice(["", "ann", "zoë"]),
            service=dice.choice(["", "search"]),
            customer=dice.choice(["c1", "c2"]),
            route=dice.choice(["", "fast"]),
            tags=dice.choice([{}, {"team": "blue"}, {"team": "red", "env": "prod"}]),
            provider=target.partition("/")[0],
            target=target,
            status=status,
            problem="" if status == 200 else dice.choice(["provider_failed", "caller_left"]),
            streamed=dice.random() < 0.5,
            cache=dice.choice(["off", "hit", "miss", "coalesced"]),
            estimated=dice.choice(["", "", "cut_off"]),
            usage=used(dice),
            cost=dice.randrange(10**9),
            charged=dice.randrange(10**9),
            provider_cost=dice.choice([None, dice.randrange(10**9)]),
            saved=dice.choice([0, dice.randrange(10**6)]),
            latency_us=dice.randrange(10**7),
            ttft_us=dice.choice([None, dice.randrange(10**6)]),
        )
        entries.append(entry)
        if dice.random() < 0.1:
            entries.append(replace(entry, revision=1, usage=Usage(), cost=-dice.randrange(10**6), charged=0, why="price"))
    return entries


def used(dice: random.Random) -> Usage:
    """Some of every bucket, or nothing."""
    buckets: dict[str, Any] = {bucket: dice.randrange(1_000) for bucket in BUCKETS if dice.random() < 0.5}
    return Usage(**buckets)


def meant(entry: Entry, filters: Filters) -> bool:
    """Is it one of those that are asked for?"""
    named = {"model": entry.target} | {name: getattr(entry, name) for name in (*set(BY) - {"model", "tag"}, "problem")}
    return (
        entry.at >= filters.since
        and (filters.until is None or entry.at < filters.until)
        and all(getattr(filters, name) in (None, value) for name, value in named.items())
        and (filters.tag is None or filters.tag in tags(entry))
        and (filters.status is None or filters.status[0] <= entry.status <= filters.status[1])
    )


def tags(entry: Entry) -> list[str]:
    """As they are named in sums."""
    return [f"{name}={value}" for name, value in entry.tags.items()]


def added(entries: list[Entry]) -> Figures:
    """In Python, one after the other."""
    total: dict[str, int] = defaultdict(int)
    for entry in entries:
        for name, value in counted(entry).items():
            total[name] += value
    return Figures(**total)


def counted(entry: Entry) -> Mapping[str, int]:
    """What one adds."""
    attempt = entry.revision == 0
    counts: Mapping[str, Any] = {
        "attempts": attempt,
        "requests": attempt and entry.status < 400,
        "errors": attempt and entry.status >= 400,
        "status_4xx": attempt and 400 <= entry.status < 500,
        "status_5xx": attempt and entry.status >= 500,
        "abandoned": attempt and entry.status == 499,
        "streamed": attempt and entry.streamed,
        "estimated": attempt and entry.estimated != "",
        "cache_hits": attempt and entry.cache in ("hit", "coalesced"),
        "corrections": not attempt,
        "latency_us": entry.latency_us if attempt else 0,
        "ttft_us": (entry.ttft_us or 0) if attempt else 0,
        "ttft_count": attempt and entry.ttft_us is not None,
        "provider_cost": entry.provider_cost or 0,
        **{name: getattr(entry, name) for name in ("cost", "charged", "saved")},
        **{bucket: getattr(entry.usage, bucket) for bucket in BUCKETS},
    }
    return {name: int(value) for name, value in counts.items() if value}


QUESTIONS = [
    Filters(),
    Filters(since=NOON - DAY),
    Filters(since=NOON - DAY + 1, until=NOON + DAY - 1),
    Filters(since=NOON - 2 * DAY + 7 * HOUR, until=NOON + DAY + 3 * HOUR + 5),
    Filters(since=NOON + 5, until=NOON + HOUR - 5),
    Filters(since=NOON, until=NOON + HOUR),
    Filters(since=NOON - 20 * HOUR, until=NOON - 3 * HOUR),
    Filters(since=NOON + 300 * DAY),
    Filters(organization="acme"),
    Filters(organization=""),
    Filters(organization="acme", key="ci", since=NOON - DAY + 11),
    Filters(key="ci"),
    Filters(key="nobody"),
    Filters(user="zoë", since=NOON - DAY),
    Filters(service="search", until=NOON),
    Filters(customer="c1"),
    Filters(provider="openai", since=NOON - 3 * DAY),
    Filters(model="openai/o3", since=NOON - 3 * HOUR),
    Filters(model=""),
    Filters(route="fast"),
    Filters(tag="team=blue", since=NOON - DAY - 99),
    Filters(tag="env=prod", organization="beta"),
    Filters(tag="team=blue", key="ci"),
    Filters(key="ci", model="openai/gpt-4o", since=NOON - DAY),
    Filters(status=(429, 429)),
    Filters(status=(200, 299), since=NOON),
    Filters(problem="provider_failed", customer="c2"),
]


@pytest.fixture
async def booked(database: Database) -> AsyncIterator[list[Entry]]:
    """Many entries, in the database."""
    booking, entries = Booking(database), some(1)
    assert await booking.add(entries) == len(entries)
    yield entries
    await booking.close()


async def test_whatever_is_asked_the_sums_are_those_of_the_entries(database: Database, booked: list[Entry]) -> None:
    """In all, by every dimension, and in steps; from rollups or not."""
    for filters in QUESTIONS:
        entries = [entry for entry in booked if meant(entry, filters)]
        assert await summary(database, filters) == added(entries), filters
        for by in BY:
            apart = defaultdict[str, list[Entry]](list)
            for entry in entries:
                names = tags(entry) if by == "tag" else [entry.target if by == "model" else getattr(entry, by)]
                for name in names:
                    apart[name].append(entry)
            found, more = await breakdown(database, filters, by, 50)
            assert {one.name: one.figures for one in found} == {name: added(those) for name, those in apart.items()}, (filters, by)
            assert not more
            assert [one.figures.cost for one in found] == sorted((one.figures.cost for one in found), reverse=True)


@pytest.mark.parametrize("step", [HOUR, DAY])
async def test_steps_have_no_gaps(database: Database, booked: list[Entry], step: int) -> None:
    """Each is the sum of its entries, and a step without any is there too."""
    now = NOON + 5 * DAY + 1
    for filters in QUESTIONS:
        steps = await timeseries(database, filters, step, now)
        starts = [one.start for one in steps]
        assert starts or filters.since > now or not any(meant(entry, filters) for entry in booked)
        assert [after - before for before, after in pairwise(starts)] == [step] * (len(starts) - 1 if starts else 0)
        assert all(start % step == 0 for start in starts)
        inside = defaultdict[int, list[Entry]](list)
        for entry in booked:
            if meant(entry, filters):
                inside[entry.at - entry.at % step].append(entry)
        assert [(one.start, one.figures) for one in steps] == [(start, added(inside[start])) for start in starts], filters
        assert sum(one.figures.attempts for one in steps) == (await summary(database, filters)).attempts
        if filters.since > now - 30 * DAY and filters.since < now:
            assert starts[0] == filters.since - filters.since % step
            assert starts[-1] <= (filters.until or now) <= starts[-1] + step


async def test_only_the_dearest_are_told_and_that_there_are_more(database: Database, booked: list[Entry]) -> None:
    """The others are not lost: the summary has them."""
    dearest, more = await breakdown(database, Filters(), "model", 2)
    everyone, _ = await breakdown(database, Filters(), "model", 9)
    assert (dearest, more) == (everyone[:2], True)


async def test_nothing_booked_is_nothing(database: Database) -> None:
    """Not an error, and not None."""
    assert await summary(database, Filters()) == NOTHING
    assert await breakdown(database, Filters(), "key", 5) == ([], False)
    assert await spend(database, "key", "ci", NOON) == Spend()
    assert [one.figures for one in await timeseries(database, Filters(since=NOON), HOUR, NOON + 2 * HOUR)] == [NOTHING, NOTHING]
    assert await timeseries(database, Filters(since=NOON), HOUR, NOON - 1) == []


async def test_what_was_spent_is_told_of_every_scope(database: Database, booked: list[Entry]) -> None:
    """To the microsecond."""
    for since, until in ((NOON - DAY + 1, None), (NOON - 2 * DAY, NOON + 3), (NOON, NOON + 1), (0, None)):
        for scope, name in (("key", "ci"), ("organization", "acme"), ("user", "ann"), ("model", "openai/o3"), ("global", "")):
            named: dict[str, Any] = {} if scope == "global" else {scope: name}
            those = added([entry for entry in booked if meant(entry, Filters(since=since, until=until, **named))])
            expected = Spend(those.cost, those.charged, those.requests, those.tokens, those.attempts)
            assert await spend(database, scope, name, since, until) == expected  # type: ignore[arg-type]  # of a list
            assert (await spends(database, scope, since, until)).get(name, Spend()) == expected  # type: ignore[arg-type]  # as above
    own = await spend(database, "key", "ci", 0, organization="acme")
    assert own.cost == added([entry for entry in booked if meant(entry, Filters(key="ci", organization="acme"))]).cost


def test_what_the_rollups_know_is_asked_of_them() -> None:
    """A year of it is a few rows."""
    assert kept_as(Filters(), "all") == ("all", None)
    assert kept_as(Filters(organization="acme"), "organization") == ("all", None)
    assert kept_as(Filters(organization="acme", tag="a=b"), "all") == ("tag", "a=b")
    assert kept_as(Filters(key="ci"), "organization") == ("key", "ci")
    assert kept_as(Filters(key="ci"), "key") == ("key", "ci")
    assert kept_as(Filters(), "tag") == ("tag", None)
    assert [kept_as(Filters(key="ci"), by) for by in ("model", "tag")] == [None, None]
    assert kept_as(Filters(tag="a=b"), "tag") is None
    assert kept_as(Filters(key="ci", model="a/b"), "all") is None
    assert kept_as(Filters(status=(200, 200)), "all") is None
    assert asdict(NOTHING).keys() >= {"attempts", "ttft_count"}
