"""The JSON that sums are told in."""

from __future__ import annotations

from console.api import shapes
from records.ledger.cursor import Cursor
from records.ledger.figures import BUCKETS, Figures
from records.ledger.filters import Filters
from records.ledger.listing import Page
from records.ledger.summing import Sum
from records.ledger.sums import HOUR
from tests.booked import NOON, made

TIMES = {"latency_us": 10_000, "ttft_us": 3_001, "ttft_count": 2}
SOME = Figures(attempts=4, requests=3, errors=1, status_5xx=1, cost=1_500_000_001, saved=7, cache_hits=1, input=5, searches=2, **TIMES)


def test_money_is_exact_and_means_are_of_what_there_was() -> None:
    """No float carries money; nothing has no mean."""
    shape = shapes.figures(SOME)
    assert (shape["requests"], shape["errors"], shape["errors_5xx"], shape["tokens"]) == (3, 1, 1, 5)
    assert (shape["cost_usd"], shape["savings"]) == ("1.500000001", {"cache_hits": 1, "cost_usd": "0.000000007"})
    assert (shape["mean_latency_ms"], shape["mean_ttft_ms"]) == (2.5, 1.5)
    assert tuple(shape["usage"]) == BUCKETS
    nothing = shapes.figures(Figures())
    assert (nothing["cost_usd"], nothing["mean_latency_ms"], nothing["mean_ttft_ms"]) == ("0", None, None)


def test_each_says_what_it_is_and_of_when() -> None:
    """Without an end, up to now."""
    filters, one = Filters(since=NOON), Sum("openai/o3", NOON, SOME)
    span = {"since": "2025-11-21T12:00:00Z", "until": "2025-11-21T12:00:00.000009Z"}
    total = shapes.summary(filters, NOON + 9, SOME)
    assert total == {"object": "usage.summary", **span, **shapes.figures(SOME)}
    told = shapes.breakdown(filters, NOON + 9, "model", [one], more=True)
    assert told == {
        "object": "usage.breakdown",
        "by": "model",
        **span,
        "data": [{"name": "openai/o3", **shapes.figures(SOME)}],
        "has_more": True,
    }
    steps = shapes.timeseries(filters, NOON + 9, HOUR, [one])
    assert steps == {
        "object": "usage.timeseries",
        "step": "hour",
        **span,
        "data": [{"start": "2025-11-21T12:00:00Z", **shapes.figures(SOME)}],
    }


def test_a_row_has_everything_in_it() -> None:
    """What is inside of something else in JSON is a column beside the others."""
    row = shapes.flat(shapes.figures(SOME))
    assert not [value for value in row.values() if isinstance(value, dict)]
    assert (row["saved_usd"], row["cache_hits"], row["searches"], row["cost_usd"]) == ("0.000000007", 1, 2, "1.500000001")


def test_entries_are_told_with_where_to_go_on() -> None:
    """Until there is nothing more."""
    entry = made(1)
    more = shapes.requests(Page([entry], Cursor.of(entry)))
    assert (more["data"][0]["request_id"], more["has_more"], more["next_cursor"]) == ("req_000001", True, str(Cursor.of(entry)))
    assert shapes.requests(Page([], None)) == {"object": "usage.requests", "data": [], "has_more": False, "next_cursor": None}
