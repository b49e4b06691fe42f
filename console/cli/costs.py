"""`modelbridge costs recompute`: what calls cost by today's prices, shown as a difference and booked as corrections."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import ConfigError, Snapshot, load_records
from config.prices import Prices
from console.cli.counted import counted
from console.cli.picture import render
from console.cli.places import config_path
from records.database import Away, Database, Mismatch, ready
from records.ledger.booking import Booking
from records.ledger.inspection import waiting
from records.ledger.journal.trouble import JournalTooNew
from records.ledger.moments import moment
from records.ledger.recompute import Book, Change, Scope, any_fits, differences, recompute
from records.money import usd
from records.place import place
from records.schema import current

WELL, COULD_NOT, WRONG = 0, 1, 2
HEAD = ("model", "entries", "cost", "recomputed", "difference", "charged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says."""

    since: str
    until: str | None
    model: str
    dry: bool


def costs(asked: Asked, config: Path | None, environment: Mapping[str, str]) -> int:
    """Show it, and book it unless it is only to be shown. The exit code."""
    now = time.time_ns() // 1000
    try:
        scope = Scope(since=moment(asked.since, now), until=now if asked.until is None else moment(asked.until, now), model=asked.model)
    except ValueError as error:
        sys.stderr.write(f"modelbridge: --since, --until: {error}\n")
        return WRONG
    if scope.until <= scope.since:
        sys.stderr.write(
            "modelbridge: --since, --until: nothing lies between them: --until must be later than --since, and is now without it\n"
        )
        return WRONG
    try:
        snapshot = load_records(config_path(config), environment)
    except ConfigError as error:
        sys.stderr.write(render(None, error.faults))
        return WRONG
    book = Book(Prices(snapshot.file).of, snapshot.organizations)
    try:
        asyncio.run(_recomputed(snapshot, scope, book, dry=asked.dry))
    except (Away, Mismatch, JournalTooNew, OSError) as error:
        sys.stderr.write(f"modelbridge: {error}\n")
        return COULD_NOT
    return WELL


async def _recomputed(snapshot: Snapshot, scope: Scope, book: Book, *, dry: bool) -> None:
    url = snapshot.database.url
    if dry:
        await current(url)
    else:
        await _made_ready(url)
    database = Database.open(url)
    booking = Booking(database)
    try:
        late = await waiting(database, Path(snapshot.file.store.journal), scope.fits)  # first: what is booked meanwhile is not missed
        changes = await differences(database, scope, book)
        sys.stdout.write("".join(_told(changes)))
        corrected = sum(change.entries for change in changes)
        if not changes and not await any_fits(database, scope):
            sys.stdout.write("No entry fits: nothing that is booked is of this time and of such a model.\n")
        elif not corrected:
            sys.stdout.write("Nothing to correct: every entry with a price costs what today's says.\n")
        elif dry:
            sys.stdout.write(f"A dry run: nothing was booked. Without --dry-run, {counted(corrected, 'correction')} would be.\n")
        else:
            booked = sum(change.entries for change in await recompute(database, booking, scope, book))
            sys.stdout.write(f"Booked {counted(booked, 'correction')}.\n")
        if late:
            sys.stdout.write(
                f"{counted(late, 'entry is', 'entries are')} not booked yet: run again when {'it is' if late == 1 else 'they are'}.\n"
            )
    finally:
        await booking.close()
        await database.close()


async def _made_ready(url: str) -> None:
    """One that is not there is not made."""
    at = place(url)
    if at.kind == "sqlite" and not at.path.exists():
        raise Mismatch(f"{at.shown}: there is no database yet")
    await ready(url)


def _told(changes: Sequence[Change]) -> Iterator[str]:
    """A table of what differs, dearest difference first, and what is left out."""
    differ = sorted((change for change in changes if change.entries), key=lambda change: -abs(change.cost_after - change.cost_before))
    if differ:
        total = Change(target="total")
        for change in differ:
            for field in Change.__struct_fields__[1:]:
                setattr(total, field, getattr(total, field) + getattr(change, field))
        rows = [HEAD, *map(_row, [*differ, *([total] if len(differ) > 1 else [])])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for name, *figures in rows:
            cells = (f"{figure:>{width}}" for figure, width in zip(figures, widths[1:], strict=True))
            yield f"{name:<{widths[0]}}  {'  '.join(cells)}\n"
        yield "Costs in USD; `charged` is what organizations are charged more or less.\n"
    for change in changes:
        if change.unpriced:
            left = counted(change.unpriced, "entry is left as it is", "entries are left as they are")
            yield f"{change.target}: no price is known today; {left}\n"


def _row(change: Change) -> tuple[str, ...]:
    more, charged = change.cost_after - change.cost_before, change.charged_after - change.charged_before
    return (change.target, f"{change.entries}", usd(change.cost_before), usd(change.cost_after), _signed(more), _signed(charged))


def _signed(nanodollars: int) -> str:
    return f"+{usd(nanodollars)}" if nanodollars > 0 else usd(nanodollars)
