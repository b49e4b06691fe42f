"""[routes.NAME]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.route import RouteTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {"targets": ["a/b"]},
    {"targets": [{"target": "a/b", "weight": 3}, "c/d"], "strategy": "weighted", "fallback": ["best"]},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "targets: is missing"),
    ({"targets": []}, "targets: must have at least 1 of them"),
    ({"targets": "a/b"}, "targets: must be a list, such as [ … ]"),
    ({"targets": [{"target": "a/b", "weight": -1}]}, "targets[0].weight: must be at least 0"),
    ({"targets": [{"weight": 1}]}, "targets[0].target: is missing"),
    (
        {"targets": ["a/b"], "strategy": "luck"},
        "strategy: must be one of 'first', 'weighted', 'fastest', 'cheapest', 'best', 'balanced' or 'split'",
    ),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(RouteTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(RouteTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(RouteTable) == []
