"""Do rollups and entries agree? Reckoned anew from the entries, day by day, and compared in one statement: a gateway may run meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from records.database import Database
from records.ledger.sums import DAY, PLACE, SUMS, rolled

COLUMNS = (*PLACE, *SUMS)


class Difference(Struct, frozen=True):
    """One sum that is not what its entries add up to."""

    span: str
    start: int  # microseconds since the epoch
    dimension: str
    organization: str
    name: str
    sum: str
    rollup: int | None  # None where there is no such row
    entries: int | None  # None where no entry calls for one


async def days(database: Database, since: int) -> list[int]:
    """On which anything was booked, as the microsecond each begins, from this one on."""
    question = "SELECT DISTINCT start FROM rollups WHERE span = 'day' AND dimension = 'all' AND start >= :since"
    found = {int(start) for (start,) in await database.ask(question, {"since": since})}
    at: int | None = since
    while (at := await _first(database, at)) is not None:  # a day is a look into an index, however many entries it has
        found.add(at - at % DAY)
        at += DAY - at % DAY
    return sorted(found)


async def differences(database: Database, day: int) -> list[Difference]:
    """Of the sums of this day and its hours."""
    names = ", ".join(COLUMNS)
    question = f"""
        WITH picked AS (SELECT * FROM entries WHERE at >= :first AND at < :last), {rolled("picked", database.kind)},
        reckoned AS (SELECT {names} FROM hours UNION ALL SELECT {names} FROM days),
        kept AS (SELECT {names} FROM rollups WHERE start >= :first AND start < :last)
        SELECT 'entries' AS told_by, wrong.* FROM (SELECT * FROM reckoned EXCEPT SELECT * FROM kept) AS wrong
        UNION ALL SELECT 'rollups', wrong.* FROM (SELECT * FROM kept EXCEPT SELECT * FROM reckoned) AS wrong
    """
    places: dict[tuple[Any, ...], dict[str, Sequence[int]]] = {}
    for told_by, *row in await database.ask(question, {"first": day, "last": day + DAY}):
        places.setdefault(tuple(row[: len(PLACE)]), {})[told_by] = row[len(PLACE) :]
    return [
        Difference(span, start, dimension, organization, name, sum, rollup, entries)
        for (span, dimension, start, organization, name), told in sorted(places.items())
        for sum, rollup, entries in _apart(told.get("rollups"), told.get("entries"))
    ]


def _apart(rollup: Sequence[int] | None, entries: Sequence[int] | None) -> list[tuple[str, int | None, int | None]]:
    """Sums that differ. Of a row that one side lacks, those that are not 0; a row of nothing has its attempts told."""
    nothing = [None] * len(SUMS)
    pairs = list(zip(SUMS, rollup or nothing, entries or nothing, strict=True))
    return [(sum, one, other) for sum, one, other in pairs if (one or 0) != (other or 0)] or pairs[:1]


async def _first(database: Database, since: int | None) -> int | None:
    """When the first entry of that time was written."""
    found: int | None = (await database.ask("SELECT MIN(at) FROM entries WHERE at >= :since", {"since": since}))[0][0]
    return found
