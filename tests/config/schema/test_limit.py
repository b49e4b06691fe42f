"""One limit: exactly one unit, and a window where there must be one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from config.schema.limit import LimitEntry
from tests.tables import rejection, undocumented


@pytest.mark.parametrize(
    "values",
    [
        {"requests": 60, "per": "minute"},
        {"tokens": 200_000, "per": "minute", "rolling": True},
        {"usd": "25.00", "per": "month"},
        {"parallel": 8},
        {"requests": 0, "per": "total"},
        {"usd": 1, "per": "day", "on_exhausted": "cheap", "on_store_failure": "allow", "hold": "expected"},
    ],
    ids=str,
)
def test_one_unit_and_its_window_is_a_limit(values: dict[str, Any]) -> None:
    """Zero is a limit too."""
    assert rejection(LimitEntry, values) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ": a limit has exactly one of requests, tokens, usd, parallel"),
        ({"requests": 1, "tokens": 1, "per": "day"}, ": a limit has exactly one of requests, tokens, usd, parallel"),
        ({"requests": 1}, ': a limit needs its window, such as per = "minute"'),
        ({"parallel": 1, "per": "day"}, ": a parallel limit has no window: leave `per` out"),
        ({"requests": -1, "per": "day"}, "requests: must be at least 0"),
        ({"usd": "much", "per": "day"}, 'usd: an amount in USD is a number or a text such as "25.00"'),
    ],
    ids=str,
)
def test_anything_else_is_not(values: dict[str, Any], words: str) -> None:
    """It says which of the two is wrong."""
    assert rejection(LimitEntry, values) == words


def test_money_is_exact() -> None:
    """No float comes between what is written and what is counted."""
    assert LimitEntry(usd=Decimal("0.1"), per="day").usd == Decimal("0.1")


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(LimitEntry) == []
