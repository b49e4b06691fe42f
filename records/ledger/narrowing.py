"""Where to look for entries that no index finds: in the hours in which the rollups say there are some."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.ledger.conditions import Bound, between
from records.ledger.filters import Filters
from records.ledger.sums import HOUR

if TYPE_CHECKING:
    from records.database import Database

WITH_INDEX = ("key", "user", "service", "customer", "model")
WITHOUT = ("tag", "route", "provider")  # the most telling first
AT_ONCE = 500  # hours


async def narrowed(database: Database, filters: Filters, *, newest_first: bool) -> AsyncGenerator[Filters, None]:
    """The same filters over one stretch of time after the other, in order; nothing is outside of them. Raises Away."""
    named = filters.named
    dimension = next((name for name in WITHOUT if name in named), None)
    if dimension is None or any(name in named for name in WITH_INDEX):
        yield filters
        return
    since, until = filters.since, filters.until
    while True:
        rest = replace(filters, since=since, until=until)
        hours = await _hours(database, rest, dimension, named[dimension], newest_first=newest_first)
        for first, last in stretches(hours):
            low, high = (last, first) if newest_first else (first, last)
            end = high + HOUR
            yield replace(filters, since=max(since, low), until=end if until is None else min(until, end))
        if len(hours) < AT_ONCE:
            return
        if newest_first:
            until = hours[-1]
        else:
            since = hours[-1] + HOUR


def stretches(hours: list[int]) -> list[tuple[int, int]]:
    """First and last of those that follow one another, forwards or backwards."""
    found: list[tuple[int, int]] = []
    for hour in hours:
        if found and abs(hour - found[-1][1]) == HOUR:
            found[-1] = (found[-1][0], hour)
        else:
            found.append((hour, hour))
    return found


async def _hours(database: Database, filters: Filters, dimension: str, name: str, *, newest_first: bool) -> list[int]:
    bound: Bound = {"dimension": dimension, "name": name, "most": AT_ONCE}
    times = between("start", filters.since - filters.since % HOUR, filters.until, bound)
    where = ["span = 'hour'", "dimension = :dimension", "name = :name", times]
    if filters.organization is not None:
        where.append("organization = :organization")
        bound["organization"] = filters.organization
    order = "DESC" if newest_first else "ASC"
    question = f"SELECT DISTINCT start FROM rollups WHERE {' AND '.join(where)} ORDER BY start {order} LIMIT :most"
    return [start for (start,) in await database.ask(question, bound)]
