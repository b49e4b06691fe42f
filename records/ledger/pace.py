"""How long the shipper waits: for a database that is away, and for the gateway's callers."""

from __future__ import annotations

import random

FIRST, LONGEST = 0.2, 15.0  # seconds between two attempts while the database is away
UNFIT = 30.0  # … and while it is none to serve with: an operator has to do something first
MUCH, TOO_MUCH = 50_000, 1_000_000  # entries that wait: from here on callers who are served at ease are not let go first, or not far
BRIEF, LONG = 0.25, 3.0  # seconds of rest at most, after a batch that had more behind it
CROWDED = 0.001  # seconds of one round of the event loop: when it takes as long as this, callers wait for it


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


def rest(took: float, waiting: int, *, grown: bool, round: float) -> float:
    """After a full batch, with more to come: callers who are being served get half of the time, those who wait for it seven eighths.

    `grown`: there are any. `round`: seconds that one round of the event loop takes.
    """
    if not grown:
        return 0.0
    if round < CROWDED:
        return min(took, BRIEF) if waiting < MUCH else 0.0
    return min(7 * took, LONG) if waiting < TOO_MUCH else min(took, BRIEF)
