"""The JSON that sums of the ledger are told in. It is documented in docs/usage.md, and only ever extended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from console.api.lines import fields
from records.ledger.figures import BUCKETS, Figures
from records.ledger.filters import Filters
from records.ledger.listing import Page
from records.ledger.moments import shown
from records.ledger.rows import row
from records.ledger.summing import Sum
from records.ledger.sums import SPANS
from records.money import usd

Shape: TypeAlias = dict[str, Any]


def figures(of: Figures) -> Shape:
    """Money as exact decimals of dollars; means are null where there is nothing to take them of."""
    return {
        "requests": of.requests,
        "attempts": of.attempts,
        "errors": of.errors,
        "errors_4xx": of.status_4xx,
        "errors_5xx": of.status_5xx,
        "caller_left": of.abandoned,
        "cost_usd": usd(of.cost),
        "charged_usd": usd(of.charged),
        "provider_cost_usd": usd(of.provider_cost),
        "savings": {"cache_hits": of.cache_hits, "cost_usd": usd(of.saved)},
        "tokens": of.tokens,
        "usage": {bucket: getattr(of, bucket) for bucket in BUCKETS},
        "streamed": of.streamed,
        "estimated": of.estimated,
        "corrections": of.corrections,
        "mean_latency_ms": mean(of.latency_us, of.attempts),
        "mean_ttft_ms": mean(of.ttft_us, of.ttft_count),
    }


def summary(filters: Filters, now: int, of: Figures) -> Shape:
    """All in all."""
    return {"object": "usage.summary", **_span(filters, now), **figures(of)}


def breakdown(filters: Filters, now: int, by: str, found: Iterable[Sum], *, more: bool) -> Shape:
    """By one of the things that tell entries apart."""
    data = [{"name": one.name, **figures(one.figures)} for one in found]
    return {"object": "usage.breakdown", "by": by, **_span(filters, now), "data": data, "has_more": more}


def timeseries(filters: Filters, now: int, step: int, found: Iterable[Sum]) -> Shape:
    """Step by step."""
    data = [{"start": shown(one.start), **figures(one.figures)} for one in found]
    name = next(name for name, length in SPANS.items() if length == step)
    return {"object": "usage.timeseries", "step": name, **_span(filters, now), "data": data}


def requests(page: Page) -> Shape:
    """Entry by entry."""
    data, more = [fields(row(entry)) for entry in page.entries], page.more
    return {"object": "usage.requests", "data": data, "has_more": more is not None, "next_cursor": None if more is None else str(more)}


def flat(shape: Shape) -> Shape:
    """Without what is inside of something else: a row for a spreadsheet."""
    savings = shape["savings"]
    inside = {"cache_hits": savings["cache_hits"], "saved_usd": savings["cost_usd"], **shape["usage"]}
    return {name: value for name, value in shape.items() if name not in ("object", "savings", "usage")} | inside


def mean(total_us: int, count: int) -> float | None:
    """In milliseconds."""
    return round(total_us / count / 1000, 3) if count else None


def _span(filters: Filters, now: int) -> Shape:
    return {"since": shown(filters.since), "until": shown(now if filters.until is None else filters.until)}
