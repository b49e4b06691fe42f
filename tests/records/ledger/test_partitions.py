"""Months of entries: made ahead, dropped whole."""

from __future__ import annotations

from datetime import date

import pytest

from records.ledger import partitions
from records.ledger.adding import Batch
from records.ledger.into_postgresql import IntoPostgresql
from records.place import place
from records.postgresql import closed, connected
from records.schema import ready
from tests.booked import NOON, made
from tests.postgres import Postgres

DAY = 86_400_000_000


def test_months_follow_each_other() -> None:
    """Over the turn of the year, both ways."""
    assert partitions.after(date(2025, 12, 1)) == date(2026, 1, 1)
    assert partitions.after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert partitions.after(date(2024, 11, 1), 14) == date(2026, 1, 1)


def test_a_month_begins_in_utc() -> None:
    """To the microsecond."""
    first = partitions.begins(date(2025, 11, 1))
    assert partitions.month_of(first) == date(2025, 11, 1)
    assert partitions.month_of(first - 1) == date(2025, 10, 1)
    assert partitions.name(date(2025, 1, 1)) == "entries_2025_01"


def test_partitions_of_an_operator_are_none_of_ours() -> None:
    """Whatever they are called."""
    assert list(partitions.months({"entries_2025_11", "entries_other", "entries_archive", "entries_2025"})) == [date(2025, 11, 1)]


async def test_a_month_whose_entries_lie_elsewhere_is_not_made(postgres: Postgres) -> None:
    """They were booked while it could not be made, and stay where they are found; nothing is refused for it."""
    url = postgres.database()
    await ready(url)
    line = await connected(place(url).dsn)
    into = IntoPostgresql(place(url).dsn)
    soon = NOON + 90 * DAY  # of February, which is not made in November
    await into.book(await Batch.of([made(1), made(2), made(3, at=soon)]), None)
    assert await into.book(await Batch.of([made(number, at=soon + number) for number in range(5, 9)]), None) == 4
    assert not await partitions.make(line, partitions.wanted(soon))
    assert await line.fetchval("SELECT count(*) FROM entries") == 7
    assert await partitions.drop(line, soon + 3, 100) == 1
    await into.close()
    await closed(line)


@pytest.mark.parametrize("days", [0, 21, 51])
async def test_a_month_is_dropped_once_all_of_it_is_too_old(postgres: Postgres, days: int) -> None:
    """November begins 20.5 days before our noon, October 51.5."""
    url = postgres.database()
    await ready(url)
    line = await connected(place(url).dsn)
    assert await partitions.make(line, partitions.wanted(NOON))
    assert await partitions.make(line, partitions.wanted(NOON))
    await partitions.drop(line, NOON - days * DAY, 10)
    there = {
        str(name) for (name,) in await line.fetch("SELECT relname FROM pg_class WHERE relname LIKE 'entries_2025_1_' AND relkind = 'r'")
    }
    assert ("entries_2025_10" in there) == (days > 20)
    assert "entries_2025_11" in there
    await closed(line)
