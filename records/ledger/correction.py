"""What has to be added to an entry so that it is as if it had been reckoned with another price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from config.snapshot import Organization, Price
from records.ledger.entry import Entry
from records.ledger.rows import MOST
from records.money import charged, reckon
from translators.canonical import NOTHING

WHY = "recompute"


def correction(entry: Entry, before: Sequence[Entry], price: Price, organization: Organization | None) -> Entry | None:
    """An entry of differences to all that stands, `before` being its corrections so far; None when nothing is to be added.

    Its usage is nothing, so that sums of usage stay what they are; whom it is booked to, and when, is as it was.
    """
    stand = (entry, *sorted(before, key=lambda each: each.revision))
    if stand[-1].price == price.version:
        return None
    reckoned = reckon(entry.usage, price)
    due = min(reckoned.total, MOST)  # the database takes no more of one entry
    cost, paid = sum(each.cost for each in stand), sum(each.charged for each in stand)
    if due == cost:
        return None
    return replace(
        entry,
        revision=stand[-1].revision + 1,
        usage=NOTHING,
        cost=due - cost,
        costs=_apart(reckoned.buckets, [each.costs for each in stand]),
        provider_cost=None,
        charged=min(_charged(cost, paid, due, organization), MOST) - paid,
        saved=0,
        price=price.version,
        latency_us=0,
        ttft_us=None,
        why=WHY,
    )


def _charged(cost: int, paid: int, due: int, organization: Organization | None) -> int:
    """By the terms it was charged by: today's, if they give what was charged; else they have changed since, and it follows the cost."""
    if cost > 0 and charged(cost, organization) != paid:
        return -(-due * paid // cost)
    return charged(due, organization)


def _apart(due: Mapping[str, int], stand: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    names = dict.fromkeys((*due, *(name for costs in stand for name in costs)))
    differences = {name: due.get(name, 0) - sum(costs.get(name, 0) for costs in stand) for name in names}
    return {name: amount for name, amount in differences.items() if amount}
