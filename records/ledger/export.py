"""All entries that are meant, in the order of time, however many: some at a time, each of them in memory only once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from records.ledger.cursor import Cursor
from records.ledger.entry import Entry
from records.ledger.filters import Filters
from records.ledger.listing import page
from records.ledger.rows import entry

if TYPE_CHECKING:
    from records.database import Database

AT_ONCE = 250  # rows that are read and put into words together: a few milliseconds of the event loop


async def exported(database: Database, filters: Filters) -> AsyncGenerator[list[Entry], None]:
    """The oldest first. Between two portions nothing is asked and no connection is held, however slowly they are taken. Raises Away."""
    after: Cursor | None = None
    while True:
        rows = await page(database, filters, AT_ONCE, after, newest_first=False)
        found = [entry(row) for row in rows]
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        after = Cursor.of(found[-1])
