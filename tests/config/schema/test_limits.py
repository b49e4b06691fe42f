"""[limits]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.limits import LimitsTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"everyone": [{"usd": "100.00", "per": "day"}], "warn_at": [90]},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"warn_at": [0]}, "warn_at[0]: must be at least 1"),
    ({"everyone": [{"usd": 1}]}, 'everyone[0]: a limit needs its window, such as per = "minute"'),
    ({"hold": "loose"}, "hold: must be one of 'strict' or 'expected'"),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(LimitsTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(LimitsTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(LimitsTable) == []
