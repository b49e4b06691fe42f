"""What `modelbridge ledger verify` found, and how it says so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from records.ledger.agreement import Difference
from records.ledger.inspection import Aside, Inspected
from records.ledger.moments import shown


class Verdict(Struct):
    """With --json, as it stands here."""

    ok: bool
    database: str
    days: int  # compared
    first: str  # of them
    last: str
    differing: int  # sums that are not what their entries add up to
    differences: list[Difference]  # the first of them
    journals: list[Inspected]
    aside: Aside


def told(verdict: Verdict) -> str:
    """In words."""
    lines = [*_sums(verdict), *(line for journal in verdict.journals for line in _journal(journal)), *_aside(verdict.aside)]
    end = "Journal, entries and rollups agree." if verdict.ok else "Something is to be looked at: see above, and docs/shipping.md."
    return "\n".join([*lines, "", end, ""])


def _sums(verdict: Verdict) -> Iterator[str]:
    if not verdict.days:
        yield f"{verdict.database}: nothing is booked yet"
        return
    span = f"{verdict.days:,} {'day' if verdict.days == 1 else 'days'} from {verdict.first} to {verdict.last}"
    yield f"{verdict.database}: {span}, {f'{verdict.differing:,} sums differ' if verdict.differing else 'every sum is that of its entries'}"
    for one in verdict.differences:
        whose = " ".join(part for part in (one.dimension, repr(one.name) if one.name else "") if part)
        whose += f" of {one.organization!r}" if one.organization else ""
        rollup, entries = (_amount(amount) for amount in (one.rollup, one.entries))
        yield f"  {one.span} {shown(one.start)}, {whose}: {one.sum} is {rollup} in the rollup, {entries} by the entries"
    if verdict.differing > len(verdict.differences):
        yield f"  … and {verdict.differing - len(verdict.differences):,} more"


def _amount(amount: int | None) -> str:
    return "not there" if amount is None else f"{amount:,}"


def _journal(journal: Inspected) -> Iterator[str]:
    whose = "of a running gateway" if journal.alive else "left by a process that is dead"
    waiting = (
        f"{journal.waiting:,} entries ({journal.waiting_bytes:,} bytes) not shipped yet" if journal.waiting else "all of it is shipped"
    )
    yield f"journal {journal.name}, {whose}: {waiting}"
    if journal.problem:
        yield f"  it {journal.problem}"
    if journal.missing:
        yield f"  {journal.missing:,} of {journal.checked:,} entries that are booked are not in the database"
    if journal.differing:
        yield f"  {journal.differing:,} of {journal.checked:,} entries that are booked say something else in the database"
    if journal.ids:
        yield f"  such as {', '.join(journal.ids)}"
    if journal.damaged:
        yield f"  {journal.damaged:,} bytes are damaged"


def _aside(aside: Aside) -> Iterator[str]:
    for name, count in aside.refused.items():
        yield f"{name}: {count:,} entries that the database would not take"
    for name, size in aside.damaged.items():
        yield f"damaged/{name}: {size:,} bytes that could not be read"
