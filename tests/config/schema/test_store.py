"""[store]: what it takes and what it says to the rest."""

from __future__ import annotations

from typing import Any

import pytest

from config.schema.store import StoreTable
from tests.tables import rejection, undocumented

GOOD: list[dict[str, Any]] = [
    {},
    {"database": "postgresql://db.example/gateway"},
    {"database": "env:DATABASE_URL"},
    {"redis": "redis://127.0.0.1:6379/0", "mode": "lease"},
]
BAD: list[tuple[dict[str, Any], str]] = [
    (
        {"database": "postgresql://me:hush@db.example/gateway"},
        'database: a password may not stand in this file: put the whole URL in "env:NAME" or "file:PATH"',
    ),
    ({"redis": "redis://:hush@db.example"}, 'redis: a password may not stand in this file: put the whole URL in "env:NAME" or "file:PATH"'),
    ({"mode": "fast"}, "mode: must be one of 'exact' or 'lease'"),
    ({"journal": ""}, "journal: must not be empty"),
]


@pytest.mark.parametrize("values", GOOD, ids=str)
def test_what_an_operator_means_is_accepted(values: dict[str, Any]) -> None:
    """Nothing that makes sense is refused."""
    assert rejection(StoreTable, values) == ""


@pytest.mark.parametrize(("values", "words"), BAD, ids=lambda case: str(case) if isinstance(case, dict) else "")
def test_what_makes_no_sense_is_named(values: dict[str, Any], words: str) -> None:
    """The key, and what would be right."""
    assert rejection(StoreTable, values) == words


def test_every_setting_says_what_it_does() -> None:
    """The reference in docs/ is checked against these words."""
    assert undocumented(StoreTable) == []
