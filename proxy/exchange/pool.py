"""Which connection a call gets, which one is kept and which is closed. It decides; it opens and closes nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from enum import Enum
from typing import Generic, Protocol, TypeVar

from proxy.exchange.exchange import Bounds, Load, Origin


class Pooled(Protocol):
    """What must be known of a connection."""

    origin: Origin
    alive: bool

    def drop(self) -> None:
        """Close at once."""


C = TypeVar("C", bound=Pooled)


class Place(Enum):
    """What a call without a kept connection may do."""

    DIAL = "dial"  # a slot is its own: open a connection
    SWAP = "swap"  # the same, but close the connection `oldest` names first
    WAIT = "wait"
    FULL = "full"


class Pool(Generic[C]):
    """The connections of one provider. `open` counts those in use, kept and being dialled."""

    __slots__ = ("_bounds", "_kept", "_queue", "open")

    def __init__(self, bounds: Bounds) -> None:
        self.open = 0
        self._bounds = bounds
        self._kept: list[C] = []
        self._queue: deque[asyncio.Future[C | None]] = deque()

    def take(self, origin: Origin) -> C | None:
        """The connection used last: it is the likeliest to be alive, and lets the others grow old enough to be closed."""
        kept = self._kept
        if not kept:
            return None
        if kept[-1].origin == origin:
            return kept.pop()
        for place in range(len(kept) - 1, -1, -1):
            if kept[place].origin == origin:
                return kept.pop(place)
        return None

    def place(self, bounds: Bounds) -> Place:
        """What a call that found no kept connection may do. DIAL and SWAP take a slot."""
        self._bounds = bounds
        if self.open < bounds.connections:
            self.open += 1
            return Place.DIAL
        if self._kept:  # of an origin this provider had before its configuration changed
            self.hold()
            return Place.SWAP
        return Place.WAIT if self.waiting < bounds.queue else Place.FULL

    def oldest(self) -> C:
        """The kept connection unused for longest."""
        return self._kept[0]

    @property
    def waiting(self) -> int:
        """How many calls wait."""
        return len(self._queue)

    def load(self) -> Load:
        """What is taken at this moment."""
        return Load(self.open - len(self._kept), len(self._kept), len(self._queue))

    def join(self, waiter: asyncio.Future[C | None]) -> None:
        """Wait in the queue: the result will be a connection, or None for a slot to dial in."""
        self._queue.append(waiter)

    def leave(self, waiter: asyncio.Future[C | None]) -> None:
        """Wait no longer."""
        if waiter in self._queue:
            self._queue.remove(waiter)

    def give_back(self, connection: C) -> bool:
        """A connection is free. False: there are too many, close it."""
        if self.open > self._bounds.connections:
            return False
        waiter = self._next()
        if waiter is None:
            self._kept.append(connection)
        else:
            waiter.set_result(connection)
        return True

    def hold(self) -> None:
        """Take a slot beyond the bound, for a connection that takes the place of one about to be dropped."""
        self.open += 1

    def lost(self, connection: C) -> None:
        """A connection is closed: its slot is free."""
        if connection in self._kept:
            self._kept.remove(connection)
        self.free()

    def free(self) -> None:
        """A slot is free: the first who waits may dial in it."""
        if self.open <= self._bounds.connections:
            waiter = self._next()
            if waiter is not None:
                waiter.set_result(None)
                return
        self.open -= 1

    def disband(self, error: BaseException) -> None:
        """Nobody shall wait any more."""
        while (waiter := self._next()) is not None:
            waiter.set_exception(error)

    def _next(self) -> asyncio.Future[C | None] | None:
        while self._queue:
            waiter = self._queue.popleft()
            if not waiter.done():
                return waiter
        return None
