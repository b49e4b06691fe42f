"""[tracing]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.tracing import TracingTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"enabled": True, "sample": 0.1, "headers": {"authorization": "env:OTLP"}},
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"sample": 2}, "sample: must be at most 1.0"),
    ({"endpoint": "127.0.0.1:4318"}, "endpoint: must have the form ^https?://\\S+$"),
    (
        {"headers": {"authorization": "Bearer hush"}},
        'headers.authorization: a secret may not stand in this file: write "env:NAME" or "file:PATH"',
    ),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(TracingTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(TracingTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(TracingTable) == []
