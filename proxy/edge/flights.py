"""Which calls are in flight, and whether new ones are still welcome."""

from __future__ import annotations

from proxy.edge.visit import Visit


class Flights:
    """Every visit that is being answered."""

    __slots__ = ("cutting", "stopping", "visits")

    def __init__(self) -> None:
        self.visits: set[Visit] = set()
        self.stopping = False  # new calls are refused, those in flight go on
        self.cutting = False  # the grace is over: those in flight end now, and say so

    def cut(self) -> None:
        """End every call that is still in flight."""
        self.cutting = True
        for visit in self.visits:
            visit.stop()
