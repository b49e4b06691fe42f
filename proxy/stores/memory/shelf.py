"""A shelf in the memory of this process: bounded, and no owner can push out another's things by having many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from proxy.stores.memory.fairness import fair_share
from proxy.stores.shelf import LARGEST, Owner

ROOM = 64 * 1024 * 1024  # bytes
OVERHEAD = 300  # bytes that a thing takes beside its name and its data; it bounds how many there can be
KEPT = 0.98  # of the room, when things have to go: so that it need not be done again with the next


class Thing(Struct, frozen=True, gc=False):
    """One thing."""

    data: bytes
    until: float


class Pile(Struct):
    """All things of one owner, the oldest first."""

    things: dict[str, Thing] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, thing: Thing) -> int:
        """How many bytes more it takes now."""
        freed = self.remove(name)
        self.things[name] = thing
        size = _size(name, thing)
        self.size += size
        return size - freed

    def remove(self, name: str) -> int:
        """How many bytes are free again."""
        thing = self.things.pop(name, None)
        if thing is None:
            return 0
        size = _size(name, thing)
        self.size -= size
        return size


class MemoryShelf:
    """Things of all owners."""

    kind = "memory"

    def __init__(self, clock: Callable[[], float], *, room: int = ROOM) -> None:
        self.size = 0
        self._clock = clock
        self._room = room
        self._piles: dict[Owner, Pile] = {}

    def __len__(self) -> int:
        return sum(len(pile.things) for pile in self._piles.values())

    async def put(self, owner: Owner, things: Mapping[str, bytes], seconds: float) -> None:
        """Keep all of them for so long."""
        now = self._clock()
        pile = self._piles.setdefault(owner, Pile())
        self._forget(pile, now)
        for name, data in things.items():
            thing = Thing(data, now + seconds)
            if len(data) <= LARGEST and _size(name, thing) <= self._room and seconds > 0:
                self.size += pile.add(name, thing)
            else:
                self.size -= pile.remove(name)  # what stood there before is not what was to be kept
        if self.size > self._room:
            self._make_room(now)
        elif not pile.things:
            del self._piles[owner]

    async def get(self, owner: Owner, names: Sequence[str]) -> dict[str, bytes]:
        """Those that are there."""
        pile = self._piles.get(owner)
        if pile is None:
            return {}
        now = self._clock()
        found = ((name, pile.things.get(name)) for name in names)
        return {name: thing.data for name, thing in found if thing is not None and thing.until > now}

    async def delete(self, owner: Owner, name: str) -> bool:
        """Throw it away. Was it there?"""
        pile = self._piles.get(owner)
        if pile is None:
            return False
        thing = pile.things.get(name)
        self.size -= pile.remove(name)
        if not pile.things:
            del self._piles[owner]
        return thing is not None and thing.until > self._clock()

    async def close(self) -> None:
        """Nothing is open."""

    def _make_room(self, now: float) -> None:
        """First what is over goes, then the oldest things of those who have most."""
        for pile in self._piles.values():
            self._forget(pile, now, all=True)
        if self.size > self._room:
            share = fair_share((pile.size for pile in self._piles.values()), int(self._room * KEPT))
            for pile in self._piles.values():
                while pile.size > share:
                    self.size -= pile.remove(next(iter(pile.things)))
        self._piles = {owner: pile for owner, pile in self._piles.items() if pile.things}

    def _forget(self, pile: Pile, now: float, *, all: bool = False) -> None:
        """What is over. Things are kept equally long as a rule, so that the oldest are over first."""
        over = []
        for name, thing in pile.things.items():
            if thing.until <= now:
                over.append(name)
            elif not all:
                break
        for name in over:
            self.size -= pile.remove(name)


def _size(name: str, thing: Thing) -> int:
    return len(name) + len(thing.data) + OVERHEAD
