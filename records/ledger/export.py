"""All entries that are meant, in the order of time, however many: some at a time, each of them in memory only once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from records.ledger.cursor import Cursor
from records.ledger.filters import Filters
from records.ledger.listing import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.database import Database

AT_ONCE = 200  # rows that are read and put into words together: a few milliseconds of the event loop


async def exported(database: Database, filters: Filters) -> AsyncGenerator[Sequence[Sequence[Any]], None]:
    """Rows in the order of COLUMNS, the oldest first. Between two portions nothing is asked and no connection is held, however slowly
    they are taken. Raises Away."""
    after: Cursor | None = None
    while True:
        rows = await page(database, filters, AT_ONCE, after, newest_first=False)
        if rows:
            yield rows
        if len(rows) < AT_ONCE:
            return
        after = Cursor(*rows[-1][:4])
