"""Moments as people write them."""

from __future__ import annotations

import pytest

from records.ledger.moments import RIGHT, moment, shown
from tests.booked import NOON

HALF_PAST = NOON + 30 * 60 * 1_000_000 + 7


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2025-11-21", "2025-11-21T00:00:00Z"),
        ("2025-11-21T09:30:00Z", "2025-11-21T09:30:00Z"),
        ("2025-11-21T09:30:00.000001", "2025-11-21T09:30:00.000001Z"),
        ("2025-11-21T09:30:00+02:00", "2025-11-21T07:30:00Z"),
        ("2025-11-21T09:30:00 02:00", "2025-11-21T07:30:00Z"),
        ("2025-11-21 09:30", "2025-11-21T09:30:00Z"),
        ("90m", "2025-11-21T11:00:00.000007Z"),
        ("24h", "2025-11-20T12:30:00.000007Z"),
        ("7d", "2025-11-14T12:00:00Z"),
        ("4w", "2025-10-24T12:00:00Z"),
        ("999999w", "1970-01-01T00:00:00Z"),
    ],
)
def test_a_date_a_time_or_how_long_ago(text: str, means: str) -> None:
    """Days and weeks from the full hour on."""
    assert shown(moment(text, HALF_PAST)) == means


@pytest.mark.parametrize(
    "text", ["", "yesterday", "7", "7y", "-1d", "1.5h", "٣d", "2025-13-01", "2025-11-21T25:00", "1900-01-01", "9000-01-01"]
)
def test_anything_else_is_told_what_would_be_right(text: str) -> None:
    """Also what cannot be."""
    with pytest.raises(ValueError, match="2026-11-01T12:00:00Z") as told:
        moment(text, NOON)
    assert RIGHT in str(told.value)
