"""How a limit stands."""

from __future__ import annotations

from proxy.limits.standing import Standing


def test_what_is_held_is_used() -> None:
    """Nobody else may have it."""
    assert Standing(spent=3, held=4).used == 7
