"""What was used, as a person reads it."""

from __future__ import annotations

from msgspec.structs import replace

from console.cli import usage_pages as pages
from records.ledger.cursor import Cursor
from records.ledger.figures import NOTHING, Figures
from records.ledger.filters import Filters
from records.ledger.listing import Page
from records.ledger.summing import Sum
from tests.booked import NOON, made

SINCE = Filters(since=NOON)
SOME = Figures(
    attempts=4, requests=3, errors=1, status_4xx=1, abandoned=1, cost=1_500_000_001, charged=1_500_000_001, input=1_234, output=5
)
RARE = replace(SOME, charged=2 * 10**9, provider_cost=7, saved=10**8, cache_hits=1, estimated=2, corrections=1, searches=3)


def test_a_summary_has_a_line_for_whatever_there_is() -> None:
    """And none for what there is not."""
    usual = pages.summary(SINCE, SOME)
    assert usual.startswith("Usage since 2025-11-21 12:00 UTC\n\n  requests         3 good replies in 4 attempts\n")
    assert "  errors           1: 1 4xx (1 caller left), 0 5xx\n  cost             1.500000001 USD\n  tokens           1,239\n" in usual
    for word in ("charged", "providers say", "saved", "estimated", "corrected", "searches", "first content"):
        assert word not in usual
        assert word in pages.summary(SINCE, replace(RARE, ttft_us=3, ttft_count=1))
    assert "1 good reply in 1 attempt" in pages.summary(SINCE, Figures(attempts=1, requests=1))
    assert "(2 callers left)" in pages.summary(SINCE, replace(SOME, abandoned=2))
    assert "0.1 USD by 1 answer from the cache" in pages.summary(SINCE, RARE)


def test_a_breakdown_ends_with_everybody() -> None:
    """Also those whose names are not told."""
    told = pages.breakdown(SINCE, "key", [Sum("ci", 0, SOME), Sum("", 0, SOME)], RARE, more=True, colour=False).splitlines()
    assert [line.split()[0] for line in told[2:6]] == ["key", "ci", "-", "all"]
    assert told[5].split()[1:6] == ["3", "1", "1,239", "1.500000001", "2.000000000"]
    assert told[-1] == "There are more: see --limit."


def test_steps_have_their_beginnings() -> None:
    """In UTC, as it says."""
    told = pages.timeseries(SINCE, [Sum("", NOON, SOME), Sum("", NOON + 3_600_000_000, NOTHING)], colour=False).splitlines()
    assert [line[:16] for line in told[3:]] == ["2025-11-21 12:00", "2025-11-21 13:00"]


def test_entries_are_lines() -> None:
    """A correction by its number and what it was made for."""
    correction = made(2, revision=1, cost=-200, why="price v8", key="")
    told = pages.requests(SINCE, Page([made(1), correction], Cursor.of(correction)), colour=False).splitlines()
    assert told[3].split() == ["2025-11-21", "12:00:01", "req_000001", "1", "ci", "openai/gpt-4o", "200", "100", "10", "0.0000010", "5.0"]
    assert told[4].split()[3:6] == ["1.1", "-", "openai/gpt-4o"]
    assert told[4].endswith("-0.0000002  5.0  price v8")
    assert told[5] == f"There are more: ask the same with --cursor {Cursor.of(correction)}, or take an export."
    assert pages.more(Page([made(1)], None)) == ""


def test_nothing_is_said_in_words() -> None:
    """And since when."""
    nothing = "Nothing was used since 2025-11-21 12:00 UTC.\n"
    assert pages.summary(SINCE, NOTHING) == nothing
    assert pages.breakdown(SINCE, "key", [], NOTHING, more=False, colour=False) == nothing
    assert pages.timeseries(SINCE, [Sum("", NOON, NOTHING)], colour=True) == nothing
    narrow = Filters(since=NOON, until=NOON + 60_000_000, key="x")
    told = pages.requests(narrow, Page([], None), colour=False)
    assert told == "Nothing that fits was used since 2025-11-21 12:00 until 2025-11-21 12:01 UTC.\n"
