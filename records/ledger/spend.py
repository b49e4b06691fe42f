"""What was spent within a window: what budgets are measured by, and what they rebuild themselves from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from records.ledger.figures import BUCKETS, Figures
from records.ledger.filters import Filters
from records.ledger.summing import ALL, sums

if TYPE_CHECKING:
    from records.database import Database

Scope = Literal["key", "organization", "user", "service", "customer", "model", "provider", "global"]
_COLUMNS = ("requests", *BUCKETS, "cost", "charged")


class Spend(Struct, frozen=True):
    """Money in nanodollars."""

    cost: int = 0
    charged: int = 0
    requests: int = 0  # good replies
    tokens: int = 0


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


def _spend(figures: Figures) -> Spend:
    return Spend(figures.cost, figures.charged, figures.requests, figures.tokens)
