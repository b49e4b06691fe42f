"""[alerts]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.alerts import AlertsTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"slack": "env:SLACK", "email": ["ops@example.com"], "quiet": "1h"},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"webhook": "https://hooks.example.com/hush"}, 'webhook: a secret may not stand in this file: write "env:NAME" or "file:PATH"'),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(AlertsTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(AlertsTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(AlertsTable) == []
