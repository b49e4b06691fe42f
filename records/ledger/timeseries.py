"""What was used and what it cost, hour by hour or day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.ledger.figures import NOTHING
from records.ledger.filters import Filters, Unclear
from records.ledger.summing import Sum, sums
from records.ledger.sums import DAY, HOUR, SPANS

if TYPE_CHECKING:
    from records.database import Database

MOST = 2_000  # steps: eighty days of hours, five years of days
FINE = 3 * DAY  # up to this, hours are what one wants to see


def step_of(said: str | None, filters: Filters, now: int) -> int:
    """Microseconds of a step. Raises Unclear where it is none, or there would be too many."""
    until = now if filters.until is None else filters.until
    if said is None:
        return HOUR if until - filters.since <= FINE else DAY
    if said not in SPANS:
        raise Unclear("step", f"write {' or '.join(SPANS)}")
    if (until - filters.since) // SPANS[said] > MOST:
        raise Unclear("step", f"that would be more than {MOST:,} steps: choose days, or a later since")
    return SPANS[said]


async def timeseries(database: Database, filters: Filters, step: int, now: int) -> list[Sum]:
    """Every step from the first to the last, those in which nothing was used too. Hours and days are those of UTC. Raises Away."""
    found = {one.start: one for one in await sums(database, filters, step=step)}
    until = max([now, *(start + 1 for start in found)]) if filters.until is None else filters.until
    first = filters.since - filters.since % step if filters.since else min(found, default=until)  # since ever: from the first there is
    return [found.get(start) or Sum("", start, NOTHING) for start in range(first, until, step)]
