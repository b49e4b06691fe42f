"""How far a journal has been read."""

from __future__ import annotations

from msgspec import Struct


class Position(Struct, frozen=True, order=True):
    """The byte behind the last entry that was taken. Later positions are greater."""

    segment: int
    offset: int


START = Position(0, 0)  # before everything: segments are numbered from 1
