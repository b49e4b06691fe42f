"""One whole gateway, while it runs."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from config import Holder
from proxy.edge.doors import Doors
from proxy.edge.flights import Flights
from proxy.edge.server import Server
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.stores.counters import Counters
from records.ledger.keeping import Keeping


class Open(Protocol):
    """Something that has connections."""

    async def close(self) -> None:
        """Close every one of them."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """What it is made of, as far as whoever runs it must know."""

    doors: Doors
    flights: Flights
    metrics: Metrics
    holder: Holder
    log: Log
    open: tuple[Open, ...]
    counters: Counters
    keeping: Keeping | None = None  # of the ledger

    async def serve(self, bound: socket.socket, ready: Callable[[], None]) -> None:
        """Answer callers until told to stop, then close every connection to others. Raises Mismatch for a database of another version."""
        try:
            if self.keeping is not None:
                await self.keeping.begin()
            self.counters.begin(self.holder.current.limits)
            await Server(self.doors, self.flights, lambda: self.holder.current.server, short=self._short).run(bound, ready)
        finally:
            for one in (*self.open, self.counters):
                await one.close()
            if self.keeping is not None:
                await self.keeping.close()

    def _short(self, short: bool) -> None:
        """Of files to have open at once: every caller needs one, and every provider that is asked for it."""
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if short:
            self.log.warning("open files run short, new callers wait", limit=limit)
        else:
            self.log.info("new callers are taken in again", limit=limit)
