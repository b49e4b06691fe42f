"""What is said to whoever books a journal from the wrong place."""

from __future__ import annotations

from records.ledger.journal.position import Position
from records.ledger.move import Misplaced, Move


def test_it_says_where_the_journal_stands() -> None:
    """To a program and to a person."""
    misplaced = Misplaced(Position(3, 4_096))
    assert misplaced.stored == Position(3, 4_096)
    assert str(misplaced) == "booked up to byte 4096 of segment 3"


def test_two_moves_of_the_same_are_the_same() -> None:
    """They are values."""
    assert Move("j", Position(0, 0), Position(1, 1)) == Move("j", Position(0, 0), Position(1, 1))
