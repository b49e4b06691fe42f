"""The one entry of an attempt: whom it is booked to, what it used, what it cost, how it ended. Nothing of what was said."""

from __future__ import annotations

from proxy.call import Call
from records.ledger.entry import Entry
from records.ledger.rows import fitting
from records.money import charged, reckon, told
from translators.canonical import NOTHING, Kind, Usage

LONGEST = 200  # characters of a name that a caller chose


def entry(
    call: Call, *, at: int, latency_us: int, ttft_us: int | None, end: tuple[int, Kind | None], guess: tuple[str, Usage] | None
) -> Entry:
    """Of the attempt that has just ended. `guess`: what it used about, and why nobody has told; then the guess is what counts."""
    facts, booked, target = call.facts, call.booked, call.targets[0] if call.facts.target is None else call.facts.target
    model = target.provider.models.get(target.model)
    price = None if model is None else model.price
    usage, cost, costs = facts.usage or NOTHING, facts.cost or 0, facts.costs
    if guess is not None:
        usage = guess[1]
        if price is not None:
            reckoned = reckon(usage, price)
            cost, costs = reckoned.total, reckoned.buckets
            facts.cost, facts.costs = cost, costs
        facts.usage = usage
    return Entry(
        request_id=call.id,
        attempt=facts.attempts,
        at=at,
        key=facts.key,
        organization=booked.organization,
        user=_sayable(booked.user),
        service=booked.service,
        customer=booked.customer,
        tags=booked.tags,
        model=_sayable(facts.model),
        route=facts.route,
        provider=target.provider.name,
        target=_sayable(target.name),
        status=end[0],
        problem=end[1].word if end[1] is not None else "",
        finish=facts.reason or "",
        streamed=facts.streamed,
        usage=usage,
        estimated=guess[0] if guess is not None else "",
        cost=cost,
        costs=costs,
        provider_cost=told(usage.provider_cost),
        charged=charged(cost, call.snapshot.organizations.get(booked.organization)),
        price=price.version if price is not None else "",
        latency_us=latency_us,
        ttft_us=ttft_us,
    )


def _sayable(name: str) -> str:
    """Not too long, and without half characters, which no database takes."""
    name = fitting(name, LONGEST)
    return name if name.isascii() else name.encode("utf-8", "replace").decode()
