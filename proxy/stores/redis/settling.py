"""What was used and is not told to Redis yet: of many calls together, in batches that count once however often they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from secrets import token_hex

from msgspec import Struct

from proxy.limits.claims import Claim


class Entry(Struct):
    """Of one counter, in one window."""

    claim: Claim  # one of those that are in it: for the limit to tell of
    key: str
    start: int
    part: str
    held: int = 0
    used: int = 0


class Batch(Struct, frozen=True):
    """The next one has a number that is one more."""

    number: int
    entries: Sequence[Entry]


class Settling:
    """Amounts of the same counter are added up: however long Redis is away, there are as many as there are counters."""

    def __init__(self) -> None:
        self.sender = token_hex(8)
        self._waiting: dict[tuple[str, int, str], Entry] = {}
        self._batch: Batch | None = None
        self._number = 0
        self._some = asyncio.Event()
        self.ended = False

    def __len__(self) -> int:
        return len(self._waiting) + (0 if self._batch is None else len(self._batch.entries))

    def add(self, entry: Entry) -> None:
        """More to tell."""
        place = (entry.key, entry.start, entry.part)
        known = self._waiting.setdefault(place, entry)
        if known is not entry:
            known.held += entry.held
            known.used += entry.used
        self._some.set()

    async def some(self) -> None:
        """Waits until there is something to tell, or nothing more to come."""
        while not self and not self.ended:
            self._some.clear()
            await self._some.wait()

    def end(self) -> None:
        """Nobody waits any more."""
        self.ended = True
        self._some.set()

    def batch(self, most: int) -> Batch:
        """The one that was not done, else the next."""
        if self._batch is None:
            self._number += 1
            places = list(self._waiting)[:most]
            self._batch = Batch(self._number, [self._waiting.pop(place) for place in places])
        return self._batch

    def nothing_held(self) -> None:
        """What was to be let go of is free already, of all that waits."""
        for entry in (*self._waiting.values(), *(() if self._batch is None else self._batch.entries)):
            entry.held = 0

    def nothing_used(self) -> None:
        """What was used is known, of all that waits: from the ledger."""
        for entry in (*self._waiting.values(), *(() if self._batch is None else self._batch.entries)):
            entry.used = 0

    def done(self) -> None:
        """Redis has it."""
        self._batch = None
