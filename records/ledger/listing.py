"""Entries one by one, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.ledger.conditions import Bound, between, conditions
from records.ledger.cursor import Cursor
from records.ledger.entry import Entry
from records.ledger.filters import Filters
from records.ledger.rows import COLUMNS, entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.database import Database

MOST = 500  # entries of a page
_NAMES = ", ".join(f'entries."{name}"' for name in COLUMNS)
_PLACE = ("at", "request_id", "attempt", "revision")
_KEY = ", ".join(f"entries.{name}" for name in _PLACE)
_AFTER = ", ".join(f":after_{name}" for name in _PLACE)


class Page(Struct, frozen=True):
    """Some entries, and where the next page begins, if there is one."""

    entries: list[Entry]
    more: Cursor | None


async def listing(database: Database, filters: Filters, most: int, after: Cursor | None = None) -> Page:
    """The newest first. Raises Away."""
    rows = await page(database, filters, most + 1, after, newest_first=True)
    found = [entry(row) for row in rows[:most]]
    return Page(found, Cursor.of(found[-1]) if len(rows) > most else None)


async def page(database: Database, filters: Filters, most: int, after: Cursor | None, *, newest_first: bool) -> Sequence[Sequence[Any]]:
    """Rows in the order of COLUMNS, from behind a place on. No more is read than is given. Raises Away."""
    question, bound = asked(filters, database.kind, most, after, newest_first=newest_first)
    return await database.ask(question, bound)


def asked(filters: Filters, kind: str, most: int, after: Cursor | None, *, newest_first: bool) -> tuple[str, Bound]:
    """The SQL, and the values in it."""
    bound: Bound = {"most": most}
    where = [between("entries.at", filters.since, filters.until, bound), *conditions(filters, kind, bound)]
    if after is not None:
        sign = "<" if newest_first else ">"
        # The first says nothing that the second does not, but an index, and months as partitions, are found by it.
        where += [f"entries.at {sign}= :after_at", f"({_KEY}) {sign} ({_AFTER})"]
        bound |= {f"after_{name}": getattr(after, name) for name in _PLACE}
    way = "DESC" if newest_first else "ASC"
    order = ", ".join(f"entries.{name} {way}" for name in _PLACE)
    return f"SELECT {_NAMES} FROM entries WHERE {' AND '.join(where)} ORDER BY {order} LIMIT :most", bound
