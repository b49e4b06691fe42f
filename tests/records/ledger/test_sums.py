"""What is summed up is what the table of rollups has room for."""

from __future__ import annotations

import pytest

from records.ledger.sums import DIMENSIONS, PLACE, SPANS, SUMS, UPSERT, rolled
from records.tables.rollups import ROLLUPS


def test_every_sum_has_its_column() -> None:
    """In the order of the table; the primary key before them."""
    assert [column.name for column in ROLLUPS.columns] == [*PLACE, *SUMS]
    assert [column.name for column in ROLLUPS.primary_key.columns] == list(PLACE)


def test_what_is_there_is_added_to() -> None:
    """Every sum, none of the key."""
    assert all(f"{name} = rollups.{name} + excluded.{name}" in UPSERT for name in SUMS)
    assert UPSERT.count("excluded.") == len(SUMS)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_every_dimension_is_looked_at(kind: str) -> None:
    """In the named table and no other."""
    made = rolled("some_entries", kind)
    assert all(f"'{dimension}' AS dimension" in made for dimension in DIMENSIONS)
    assert "FROM entries" not in made
    assert all(f"'{span}' AS span" in made for span in SPANS)
