"""What goes over the connection, move by move. Deciding the moves is pure; making them is somebody else's."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from translators.canonical import Event


class Head(Struct, frozen=True):
    """The status line and the headers."""

    status: int
    headers: tuple[tuple[str, str], ...]


class Send(Struct, frozen=True):
    """Bytes of the body, and the event they tell of when it is a stream."""

    data: bytes
    event: Event | None = None


class Wait(Struct, frozen=True):
    """Nothing, for so many seconds."""

    seconds: float


class Beat(Struct, frozen=True):
    """The same bytes, again and again, until the other side leaves."""

    data: bytes
    every: float  # seconds


class Stall(Struct, frozen=True):
    """Nothing, until the other side leaves."""


class Cut(Struct, frozen=True):
    """The connection ends here, finished or not."""

    reset: bool = False  # with a RST instead of a FIN


Move = Head | Send | Wait | Beat | Stall | Cut
Moves = Iterable[Move]
