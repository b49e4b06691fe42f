"""What was used and what it cost, hour by hour or day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.ledger.figures import NOTHING, added
from records.ledger.filters import Filters, Unclear
from records.ledger.summing import Sum, sums
from records.ledger.sums import DAY, HOUR, SPANS

if TYPE_CHECKING:
    from records.database import Database

MOST = 2_000  # steps: eighty days of hours, five years of days
FINE = 3 * DAY  # up to this, hours are what one wants to see
_ENOUGH = 2 * MOST  # sums that are read: those of clocks that are ahead come to the steps there can be


def step_of(said: str | None, filters: Filters, now: int) -> int:
    """Microseconds of a step. Raises Unclear where it is none, or there would be too many."""
    until = now if filters.until is None else filters.until
    if said is None:
        step = HOUR if until - filters.since <= FINE else DAY
    elif said in SPANS:
        step = SPANS[said]
    else:
        raise Unclear("step", f"write {' or '.join(SPANS)}")
    if filters.since:  # else it begins with the first that is found
        _few(filters.since, until, step, now)
    return step


async def timeseries(database: Database, filters: Filters, step: int, now: int) -> list[Sum]:
    """Every step from the first to the last, those in which nothing was used too. Hours and days are those of UTC. What is told to be
    later than the step after this one, by a machine whose clock is wrong, is in the last. Raises Away, and Unclear as `step_of`."""
    found = {one.start: one for one in await sums(database, filters, step=step, most=_ENOUGH)}
    if not found and not filters.since:
        return []
    first, until = filters.since - filters.since % step if filters.since else min(found), filters.until
    if until is None:
        end = -(-now // step) * step
        until = end + step if end in found else end
        last, ahead = until - step, [start for start in found if start >= until]
        if ahead:
            first = min(first, last)
            found[last] = Sum("", last, added([found[start].figures for start in (last, *ahead) if start in found]))
    if not filters.since or len(found) == _ENOUGH:
        _few(first, until, step, now, at_least=len(found))
    return [found.get(start) or Sum("", start, NOTHING) for start in range(first, until, step)]


def _few(since: int, until: int, step: int, now: int, *, at_least: int = 0) -> None:
    if max((until - since) // step, at_least) <= MOST:
        return
    if step == HOUR and (until - since) // DAY <= MOST:
        name, better = "step", "choose days, or a later since"
    elif until - now > now - since:
        name, better = "until", "choose an earlier one"
    else:
        name, better = "since", "choose a later one"
    raise Unclear(name, f"that would be more than {MOST:,} steps: {better}")
