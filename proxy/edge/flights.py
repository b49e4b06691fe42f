"""Which calls are in flight, and whether new ones are still welcome."""

from __future__ import annotations

import asyncio


class Flights:
    """Every task that is answering a caller."""

    __slots__ = ("cutting", "stopping", "tasks")

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[object]] = set()
        self.stopping = False  # new calls are refused, those in flight go on
        self.cutting = False  # the grace is over: those in flight end now, and say so

    def cut(self) -> None:
        """End every call that is still in flight."""
        self.cutting = True
        for task in list(self.tasks):
            task.cancel()
