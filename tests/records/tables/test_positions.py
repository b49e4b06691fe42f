"""The table of positions has one row a journal."""

from __future__ import annotations

from records.tables.positions import POSITIONS


def test_a_journal_has_one_position() -> None:
    """Whatever process books it."""
    assert [column.name for column in POSITIONS.primary_key.columns] == ["journal"]
    assert not any(column.nullable for column in POSITIONS.columns)
