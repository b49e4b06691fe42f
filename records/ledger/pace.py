"""How long the shipper waits: for a database that is away, and for the gateway's callers."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from time import monotonic, thread_time

FIRST, LONGEST = 0.2, 15.0  # seconds between two attempts while the database is away
UNFIT = 30.0  # … and while it is none to serve with: an operator has to do something first
MUCH, TOO_MUCH = 50_000, 1_000_000  # entries that wait: from here on callers who are served at ease are not let go first, or not far
QUIET = 0.5  # seconds between two looks at this process's journal: so late is an entry in a quiet gateway
BRIEF, LONG = 0.25, 20.0  # … of rest at most, after a batch that took long
CROWDED = 0.6  # … of the time that the event loop's thread has work: from here on callers wait for their turn


class Backoff:
    """Each wait is about twice the one before it. Chance keeps many gateways from coming back all at once."""

    __slots__ = ("_next", "_random")

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311  nobody gains by guessing it
        self._next = FIRST

    def again(self) -> float:
        """Seconds until the next attempt."""
        upto, self._next = self._next, min(2 * self._next, LONGEST)
        return self.about(upto)

    def about(self, seconds: float) -> float:
        """Not all at the same moment: between half of it and all of it."""
        return seconds * self._random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """It went well."""
        self._next = FIRST


def rest(took: float, waiting: int, busy: float, *, more: bool) -> float:
    """After a batch, while callers come: those who wait for their turn get nearly all of the time, and half of it in any case.

    `busy`: the share of its time that the event loop's thread had work. `more`: the batch was full.
    """
    if busy < CROWDED:
        return QUIET if not more else min(took, BRIEF) if waiting < MUCH else 0.0
    least = 0.0 if more else QUIET
    return max(least, min(15 * took, LONG) if waiting < TOO_MUCH else min(took, BRIEF))


async def slept(seconds: float, wanted: asyncio.Event) -> float:
    """Until then, or until it is wanted. Says how busy this thread was with others meanwhile: from 0 to 1."""
    began, worked = monotonic(), thread_time()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await wanted.wait()
    wanted.clear()
    passed = monotonic() - began
    return (thread_time() - worked) / passed if passed > 0 else 0.0
