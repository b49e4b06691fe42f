"""What was spent within a window: what budgets are measured by, and what they rebuild themselves from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from records.ledger.figures import BUCKETS, Figures
from records.ledger.filters import Filters
from records.ledger.summing import ALL, sums

if TYPE_CHECKING:
    from records.database import Database

Scope = Literal["key", "organization", "user", "service", "customer", "model", "provider", "global"]
_COLUMNS = ("attempts", "requests", *BUCKETS, "cost", "charged")


class Spend(Struct, frozen=True):
    """Money in nanodollars."""

    cost: int = 0
    charged: int = 0
    requests: int = 0  # good replies
    tokens: int = 0
    attempts: int = 0  # also those that failed


async def spend(
    database: Database, scope: Scope, name: str, since: int, until: int | None = None, *, organization: str | None = None
) -> Spend:
    """Of one, from a moment on; `name` says nothing of `global`. Names are those of all organizations, unless one is given. Raises Away."""
    named: dict[str, Any] = {} if scope == "global" else {scope: name}
    if organization is not None:
        named["organization"] = organization
    found = await sums(database, Filters(since=since, until=until, **named), columns=_COLUMNS)
    return _spend(found[0].figures) if found else Spend()


async def spends(database: Database, scope: Scope, since: int, until: int | None = None) -> Mapping[str, Spend]:
    """Of everyone in this scope who spent anything, by name; in `global` it is empty. Raises Away."""
    found = await sums(database, Filters(since=since, until=until), by=ALL if scope == "global" else scope, columns=_COLUMNS)
    return {one.name: _spend(one.figures) for one in found}


async def steps(database: Database, scope: Scope, since: int, until: int, step: int) -> Mapping[str, Sequence[tuple[int, Spend]]]:
    """The same, by the hour or the day: when each began, and what was spent in it. Without steps it is one, from 0 on. Raises Away."""
    found: dict[str, list[tuple[int, Spend]]] = {}
    by = ALL if scope == "global" else scope
    for one in await sums(database, Filters(since=since, until=until), by=by, step=step, columns=_COLUMNS):
        found.setdefault(one.name, []).append((one.start, _spend(one.figures)))
    return found


def _spend(figures: Figures) -> Spend:
    return Spend(figures.cost, figures.charged, figures.requests, figures.tokens, figures.attempts)
