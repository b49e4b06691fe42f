"""Rate limits in this wire's headers, whose resets are times of day."""

from __future__ import annotations

import pytest

from translators.anthropic.limits import read_limits, write_limits
from translators.canonical import Limits, Window

HEADERS = {
    "anthropic-ratelimit-requests-limit": "20000",
    "anthropic-ratelimit-requests-remaining": "19999",
    "anthropic-ratelimit-requests-reset": "2026-07-04T20:12:09Z",
    "anthropic-ratelimit-tokens-limit": "12000000",
    "anthropic-ratelimit-tokens-remaining": "11919000",
    "anthropic-ratelimit-tokens-reset": "2026-07-04T20:12:10.5+00:00",
}


def test_a_reset_is_read_by_the_providers_own_clock() -> None:
    """The head has a date too."""
    limits = read_limits({**HEADERS, "date": "Sat, 04 Jul 2026 20:12:07 GMT"})
    assert limits == Limits(requests=Window(20000, 19999, 2.0), tokens=Window(12_000_000, 11_919_000, 3.5))


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 99 Jul 2026 20:12:07 GMT"])
def test_without_a_date_nobody_knows_when(date: str) -> None:
    """There is no clock here."""
    limits = read_limits({**HEADERS, "date": date})
    assert limits is not None
    assert limits.requests == Window(20000, 19999, None)


def test_no_headers_are_no_limits() -> None:
    """Nor is what is no number."""
    assert read_limits({}) is None
    assert read_limits({"anthropic-ratelimit-requests-limit": "many", "anthropic-ratelimit-tokens-remaining": "²"}) is None


def test_they_are_written_as_anthropic_writes_them() -> None:
    """The time is the caller's business."""
    written = dict(write_limits(Limits(requests=Window(10, 0, 61.0), tokens=Window(None, 5, None)), 1_780_000_000.0))
    assert written == {
        "anthropic-ratelimit-requests-limit": "10",
        "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": "2026-05-28T20:27:41Z",
        "anthropic-ratelimit-tokens-remaining": "5",
    }
    assert write_limits(Limits(), 0.0) == ()
