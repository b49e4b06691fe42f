"""Entries reckoned anew with another price book: what would differ, and the corrections that make it so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct
from sqlalchemy import Boolean, ColumnElement, Select, and_, func, literal_column, or_, select, true, tuple_

from config.snapshot import Organization, Price
from records.database import Database
from records.ledger.booking import Booking
from records.ledger.correction import correction
from records.ledger.entry import Entry
from records.ledger.figures import BUCKETS
from records.ledger.rows import COLUMNS, entry
from records.tables.entries import ENTRIES

PAGE = 1_000  # entries that are looked at, and corrections that are booked, at a time
_ROW = [ENTRIES.c[name] for name in COLUMNS]
_ORDER = (ENTRIES.c.at, ENTRIES.c.request_id, ENTRIES.c.attempt)
_KEPT = ("hit", "coalesced")  # no provider was asked: nothing was paid


class Scope(Struct, frozen=True, kw_only=True):
    """Which entries."""

    since: int  # microseconds since the epoch
    until: int  # up to there, not included
    model: str = "*"  # pattern over "provider/model" or the model's own name

    def fits(self, entry: Entry) -> bool:
        """As `_within` says it in SQL: is it one that a provider was paid for?"""
        paid = entry.provider != "" and entry.cache not in _KEPT
        return self.since <= entry.at < self.until and paid and self.names(entry.provider, entry.target)

    def names(self, provider: str, target: str) -> bool:
        """Is it one of these models?"""
        return any(fnmatchcase(name, self.model) for name in (target, target.removeprefix(f"{provider}/")))


class Book(Struct, frozen=True):
    """What they are reckoned with."""

    price: Callable[[str, str], Price | None]  # of a provider's model
    organizations: Mapping[str, Organization]


class Change(Struct, kw_only=True):
    """What differs for one model."""

    target: str
    entries: int = 0  # that are corrected
    cost_before: int = 0  # of these, in nanodollars, as all else
    cost_after: int = 0
    charged_before: int = 0
    charged_after: int = 0
    unpriced: int = 0  # entries left as they are: something was used, and nobody knows a price for it today


class _Target(Struct):
    provider: str
    name: str
    used: int = 0  # entries that used anything: a call that failed has nothing to be priced
    price: Price | None = None
    corrected: bool = False

    @property
    def due(self) -> ColumnElement[bool]:
        """Which of its rows may have to be corrected."""
        version = self.price.version if self.price else ""
        suspect = true() if self.corrected else ENTRIES.c.price != version
        return and_(ENTRIES.c.target == self.name, ENTRIES.c.provider == self.provider, suspect)


async def differences(database: Database, scope: Scope, book: Book) -> Sequence[Change]:
    """What `recompute` would change, model by model. Raises Away."""
    return [change async for change in _changes(database, scope, book, None)]


async def any_fits(database: Database, scope: Scope) -> bool:
    """Is anything booked that `differences` looks at? Raises Away."""
    question = select(ENTRIES.c.provider, ENTRIES.c.target).where(_within(scope)).distinct()
    async with database.reading() as connection:
        return any(scope.names(*row) for row in (await connection.execute(question)).all())


async def recompute(database: Database, booking: Booking, scope: Scope, book: Book) -> Sequence[Change]:
    """Books a correction for every entry that costs something else now; a second time there is nothing to correct. Raises Away."""
    return [change async for change in _changes(database, scope, book, booking)]


async def _changes(database: Database, scope: Scope, book: Book, booking: Booking | None) -> AsyncIterator[Change]:
    for target in await _targets(database, scope, book):
        if target.price is None:
            if target.used:
                yield Change(target=target.name, unpriced=target.used)
            continue
        change = Change(target=target.name)
        async for page in _pages(database, scope, target):
            corrections = [found for first, before in page if (found := _noted(change, first, before, target.price, book)) is not None]
            if booking is not None and corrections:
                await booking.add(corrections)
        if change.entries:
            yield change


def _noted(change: Change, first: Entry, before: Sequence[Entry], price: Price, book: Book) -> Entry | None:
    found = correction(first, before, price, book.organizations.get(first.organization))
    if found is not None:
        stand = (first, *before)
        change.entries += 1
        change.cost_before += (cost := sum(each.cost for each in stand))
        change.cost_after += cost + found.cost
        change.charged_before += (paid := sum(each.charged for each in stand))
        change.charged_after += paid + found.charged
    return found


async def _targets(database: Database, scope: Scope, book: Book) -> Sequence[_Target]:
    """Those with entries that have another price than today's."""
    columns, corrects = ENTRIES.c, literal_column("revision > 0", Boolean)
    by, used = (columns.provider, columns.target, columns.price), or_(*(columns[bucket] > 0 for bucket in BUCKETS))
    question = select(*by, corrects, func.count().filter(used)).where(_within(scope)).group_by(*by, corrects)
    async with database.reading() as connection:
        rows = (await connection.execute(question)).all()
    found: dict[tuple[str, str], _Target] = {}
    old: set[tuple[str, str]] = set()
    for provider, name, version, later, count in rows:
        model = name.removeprefix(f"{provider}/")
        if not scope.names(provider, name):
            continue
        at = (provider, name)
        target = found.setdefault(at, _Target(provider, name, price=book.price(provider, model)))
        target.used += 0 if later else count
        target.corrected |= bool(later)
        if later or target.price is None or version != target.price.version:
            old.add(at)
    return [target for at, target in sorted(found.items()) if at in old]


async def _pages(database: Database, scope: Scope, target: _Target) -> AsyncIterator[Sequence[tuple[Entry, Sequence[Entry]]]]:
    """Entries, each with its corrections so far."""
    question = select(*_ROW).where(_within(scope), target.due, ENTRIES.c.revision == 0).order_by(*_ORDER).limit(PAGE)
    asked = question
    while True:
        async with database.reading() as connection:
            page = [entry(row) for row in (await connection.execute(asked)).all()]
            later = [entry(row) for row in (await connection.execute(_corrections(page))).all()] if page and target.corrected else []
        if not page:
            return
        by: dict[tuple[int, str, int], list[Entry]] = {}
        for each in later:
            by.setdefault((each.at, each.request_id, each.attempt), []).append(each)
        yield [(each, by.get((each.at, each.request_id, each.attempt), ())) for each in page]
        last = page[-1]
        asked = question.where(ENTRIES.c.at >= last.at, tuple_(*_ORDER) > tuple_(last.at, last.request_id, last.attempt))


def _corrections(page: Sequence[Entry]) -> Select[tuple[object, ...]]:
    columns = ENTRIES.c
    return select(*_ROW).where(columns.at.between(page[0].at, page[-1].at), columns.target == page[0].target, columns.revision > 0)


def _within(scope: Scope) -> ColumnElement[bool]:
    columns = ENTRIES.c
    return and_(columns.at >= scope.since, columns.at < scope.until, columns.provider != "", columns.cache.not_in(_KEPT))
