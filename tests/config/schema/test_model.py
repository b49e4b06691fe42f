"""[models.NAME]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.model import ModelTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"price": {"input": 0.15, "cached_input": "0.0375", "output": 1}},
    {"abilities": ["tools", "json_schema"], "context": 8192},
    {"abilities": []},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"price": {"input": -1}}, "price.input: an amount in USD is between 0 and 1,000,000,000"),
    ({"price": {"inptu": 1}}, "price.inptu: there is no such setting"),
    ({"context": 0}, "context: must be at least 1"),
    ({"retires": "2027-01-01"}, "retires: must be a date without quotes, such as 2027-01-31"),
    ({"abilities": ["Tools"]}, "abilities[0]: must have the form ^[a-z][a-z0-9_]*$"),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(ModelTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(ModelTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(ModelTable) == []
