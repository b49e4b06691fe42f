"""What a batch adds is what SQL would sum up."""

from __future__ import annotations

import asyncio
import sqlite3

from hypothesis import given
from hypothesis import strategies as some

from records.ledger.adding import Batch, added
from records.ledger.entry import Entry
from records.ledger.rows import COLUMNS, row
from records.ledger.sums import DAY, HOUR, PLACE, SUMS, rolled
from tests.booked import NOON, made
from translators.canonical import Usage

FEW = some.sampled_from(["", "a", "b"])
MANY = some.lists(
    some.builds(
        Entry,
        request_id=some.uuids().map(str),
        attempt=some.integers(0, 2),
        revision=some.integers(0, 1),
        at=some.sampled_from([NOON, NOON + HOUR, NOON + DAY, NOON + 5]),
        key=FEW,
        organization=FEW,
        user=FEW,
        provider=FEW,
        tags=some.dictionaries(FEW, FEW, max_size=2),
        status=some.sampled_from([200, 302, 404, 499, 500]),
        cache=some.sampled_from(["off", "hit", "miss", "coalesced"]),
        streamed=some.booleans(),
        estimated=FEW,
        usage=some.builds(Usage, input=some.integers(-9, 9), searches=some.integers(0, 9)),
        cost=some.integers(-9, 9),
        provider_cost=some.none() | some.integers(0, 9),
        latency_us=some.integers(0, 9),
        ttft_us=some.none() | some.integers(0, 9),
    ),
    max_size=8,
)


def in_sql(entries: list[Entry]) -> list[tuple[object, ...]]:
    """By the statement that verifying uses."""
    file = sqlite3.connect(":memory:")
    file.execute(_TABLE)
    file.executemany(f"INSERT INTO entries VALUES ({', '.join('?' * len(COLUMNS))})", list(map(row, entries)))
    found = file.execute(f"WITH {rolled('entries', 'sqlite')} SELECT * FROM hours UNION ALL SELECT * FROM days").fetchall()
    file.close()
    return sorted(found)


_TABLE = "CREATE TABLE entries (" + ", ".join(f'"{name}"' for name in COLUMNS) + ")"


@given(MANY)
def test_it_is_the_same_as_in_sql(entries: list[Entry]) -> None:
    """For every sum, every dimension, both spans, and corrections."""
    assert sorted(added(map(row, entries))) == in_sql(entries)


async def test_a_batch_is_made_in_turns() -> None:
    """A large one lets others have theirs, and comes to the same."""
    turns = 0

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(another())
    entries = [made(number, user=f"u{number}") for number in range(1_000)]
    whole = await Batch.of(entries)
    rollups = await whole.rollups()
    other.cancel()
    assert turns >= 30
    assert whole.rows == [row(entry) for entry in entries]
    assert rollups == added(whole.rows)


def test_each_row_of_the_rollups_is_added_to_once() -> None:
    """A statement cannot add twice to one row."""
    rows = added(row(made(number, user=f"u{number % 3}", at=NOON + number * HOUR)) for number in range(30))
    places = [each[: len(PLACE)] for each in rows]
    assert len(set(places)) == len(places)
    assert {len(each) for each in rows} == {len(PLACE) + len(SUMS)}
