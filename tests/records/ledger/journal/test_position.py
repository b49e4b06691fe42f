"""Positions stand in the order in which a journal is written."""

from __future__ import annotations

from records.ledger.journal.position import START, Position


def test_later_is_greater() -> None:
    """By segment first."""
    assert START < Position(1, 0) < Position(1, 96) < Position(2, 0)
