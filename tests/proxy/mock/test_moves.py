"""Moves are plain values."""

from __future__ import annotations

import pytest
from msgspec import to_builtins

from proxy.mock.moves import Beat, Cut, Head, Move, Send, Stall, Wait


@pytest.mark.parametrize("move", [Head(200, ()), Send(b"x"), Wait(1.0), Beat(b"x", 1.0), Stall(), Cut()])
def test_a_move_is_a_value(move: Move) -> None:
    """Equal to its like, and fit to be compared and kept."""
    assert move == type(move)(**to_builtins(move, builtin_types=(bytes, tuple)))
    assert len({move, move}) == 1
