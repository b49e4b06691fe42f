"""Entries one by one, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from records.ledger.conditions import Bound, between, conditions
from records.ledger.cursor import Cursor
from records.ledger.entry import Entry
from records.ledger.filters import Filters
from records.ledger.narrowing import narrowed
from records.ledger.rows import COLUMNS, entry

if TYPE_CHECKING:
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
    rest, rows = filters, list[Sequence[Any]]()
    if after is not None:
        rest = replace(rest, until=_least(rest.until, after.at + 1)) if newest_first else replace(rest, since=max(rest.since, after.at))
    async with aclosing(narrowed(database, rest, newest_first=newest_first)) as stretches:
        async for stretch in stretches:
            question, bound = asked(stretch, database.kind, most - len(rows), after, newest_first=newest_first)
            rows += await database.ask(question, bound)
            if len(rows) == most:
                break
    return rows


def _least(until: int | None, other: int) -> int:
    return other if until is None else min(until, other)


def asked(filters: Filters, kind: str, most: int, after: Cursor | None, *, newest_first: bool) -> tuple[str, Bound]:
    """The SQL, and the values in it."""
    bound: Bound = {"most": most}
    where = [between("entries.at", filters.since, filters.until, bound), *conditions(filters, kind, bound)]
    if after is not None:
        sign = "<" if newest_first else ">"
        where.append(f"({_KEY}) {sign} ({_AFTER})")
        bound |= {f"after_{name}": getattr(after, name) for name in _PLACE}
    way = "DESC" if newest_first else "ASC"
    order = ", ".join(f"entries.{name} {way}" for name in _PLACE)
    return f"SELECT {_NAMES} FROM entries WHERE {' AND '.join(where)} ORDER BY {order} LIMIT :most", bound
