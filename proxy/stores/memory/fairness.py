"""How much each may keep when there is not room for all: those who have little keep it, those who have most give."""

from __future__ import annotations

from collections.abc import Iterable


def fair_share(sizes: Iterable[int], room: int) -> int:
    """The largest size that all can be cut down to so that together they fit."""
    left = room
    falling = sorted(sizes, reverse=True)
    while falling:
        share = left // len(falling)
        if falling[0] <= share:
            return falling[0]
        if falling[-1] > share:
            return share
        left -= falling.pop()
    return room
