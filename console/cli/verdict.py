"""What `modelbridge ledger verify` found, and how it says so."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from console.cli.counted import counted
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
    span = f"{counted(verdict.days, 'day')} from {verdict.first} to {verdict.last}"
    differ = counted(verdict.differing, "sum differs", "sums differ")
    yield f"{verdict.database}: {span}, {differ if verdict.differing else 'every sum is that of its entries'}"
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
    waiting = f"{counted(journal.waiting, 'entry', 'entries')} ({counted(journal.waiting_bytes, 'byte')}) not shipped yet"
    yield f"journal {journal.name}, {whose}: {waiting if journal.waiting else 'all of it is shipped'}"
    if journal.problem:
        yield f"  it {journal.problem}"
    checked = counted(journal.checked, "entry that is booked", "entries that are booked")
    if journal.missing:
        yield f"  {journal.missing:,} of {checked} {'is' if journal.missing == 1 else 'are'} not in the database"
    if journal.differing:
        yield f"  {journal.differing:,} of {checked} {'says' if journal.differing == 1 else 'say'} something else in the database"
    if journal.ids:
        yield f"  such as {', '.join(journal.ids)}"
    if journal.damaged:
        yield f"  {counted(journal.damaged, 'byte is', 'bytes are')} damaged"


def _aside(aside: Aside) -> Iterator[str]:
    for name, count in aside.refused.items():
        yield f"{name}: {counted(count, 'entry', 'entries')} that the database would not take"
    for name, size in aside.damaged.items():
        yield f"damaged/{name}: {counted(size, 'byte')} that could not be read"
