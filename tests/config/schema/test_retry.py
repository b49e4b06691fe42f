"""[retry]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.retry import RetryTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"attempts": 1, "total": "0s", "idle": "90s"},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"attempts": 0}, "attempts: must be at least 1"),
    ({"first_byte": "soon"}, 'first_byte: not a duration: write a number and a unit (ms, s, m, h or d), such as "30s" or "500ms"'),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(RetryTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(RetryTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(RetryTable) == []
