"""An alarm that is moved all the time and almost never rings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SOON = 0.001  # seconds: a timer may ring this much too early


class Alarm:
    """Moving it costs nothing: a timer that rings too early looks at the clock and is set again."""

    __slots__ = ("_due", "_loop", "_ring", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[], None]) -> None:
        self._loop = loop
        self._ring = ring
        self._due = 0.0  # nothing is due
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> None:
        """Ring then, and not at any time that was asked for before."""
        self._due = due = self._loop.time() + seconds
        timer = self._timer
        if timer is None or timer.when() > due:
            if timer is not None:
                timer.cancel()
            self._timer = self._loop.call_later(seconds, self._look)

    def off(self) -> None:
        """Do not ring."""
        self._due = 0.0

    def stop(self) -> None:
        """Never ring again."""
        self._due = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        if not self._due:
            return
        left = self._due - self._loop.time()
        if left > SOON:
            self._timer = self._loop.call_later(left, self._look)
            return
        self._due = 0.0
        self._ring()
