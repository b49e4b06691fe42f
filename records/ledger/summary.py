"""What was used and what it cost: in all, and by whatever tells entries apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.ledger.figures import NOTHING, Figures
from records.ledger.filters import Filters
from records.ledger.summing import Sum, sums

if TYPE_CHECKING:
    from records.database import Database

BY = ("provider", "model", "key", "organization", "user", "service", "customer", "tag", "route")


async def summary(database: Database, filters: Filters) -> Figures:
    """Of all entries that are meant. Raises Away."""
    found = await sums(database, filters)
    return found[0].figures if found else NOTHING


async def breakdown(database: Database, filters: Filters, by: str, most: int) -> tuple[list[Sum], bool]:
    """One for each name, the dearest first, and whether there are more; `by` is one of BY. Entries with several tags count for each."""
    found = await sums(database, filters, by=by, most=most + 1)
    return found[:most], len(found) > most
