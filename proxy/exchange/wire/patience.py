"""One timer for all the waits of a connection: the deadline moves, the timer does not follow it about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

FOR_EVER = float("inf")
TICK = 0.001  # the finest the loop's timers can do


class Waiting:
    """Something that is out of time `limit` seconds after it was last `heard` of, or at `total_at`.

    Moving the deadline away is an assignment. The timer finds out when it fires, and sleeps the rest; only a deadline
    that comes nearer than the timer's needs `hurry`. So a request over a kept connection costs no timer operation.
    """

    __slots__ = ("_armed_at", "_heard", "_limit", "_loop", "_now", "_timer", "_total_at")

    def __init__(self, loop: asyncio.AbstractEventLoop, now: Callable[[], float]) -> None:
        self._loop = loop
        self._now = now
        self._heard = 0.0
        self._limit = self._total_at = self._armed_at = FOR_EVER
        self._timer: asyncio.TimerHandle | None = None

    def hurry(self, now: float) -> None:
        """The deadline may have come nearer."""
        due = min(self._heard + self._limit, self._total_at)
        if due < self._armed_at:
            self.rest()
            self._armed_at = due
            self._timer = self._loop.call_later(max(due - now, TICK), self._on_time)

    def rest(self) -> None:
        """No timer any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._armed_at = FOR_EVER

    def still_moving(self) -> bool:
        """Is there progress that `heard` does not tell of? Asked when the limit is over."""
        return False

    def out_of_time(self, *, total: bool) -> None:
        """It has taken too long: between two signs of life, or in all."""
        raise NotImplementedError

    def _on_time(self) -> None:
        self._timer, self._armed_at = None, FOR_EVER
        now = self._now()
        if now >= self._heard + self._limit and now < self._total_at and self.still_moving():
            self._heard = now
        if now >= min(self._heard + self._limit, self._total_at):
            self.out_of_time(total=now >= self._total_at)
        else:
            self.hurry(now)
