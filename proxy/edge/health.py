"""Are we alive, and should callers be sent here?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config import Holder
from proxy.edge.flights import Flights
from proxy.edge.replies import answer
from proxy.edge.visit import Visit


@dataclass(frozen=True, slots=True)
class Healthz:
    """GET /healthz: the process answers. It says nothing else, so that a trouble elsewhere gets nobody restarted."""

    version: str

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        answer(visit, 200, {"status": "ok", "version": self.version})


@dataclass(frozen=True, slots=True)
class Readyz:
    """GET /readyz: 200 unless we are stopping, or refuse calls. A broken gateway.toml is shown, but the one before it still serves."""

    holder: Holder
    flights: Flights
    stands: Mapping[str, Callable[[], Mapping[str, object]]]  # how things stand that are kept: the store, the ledger

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        stopping = self.flights.stopping
        stands = {name: stand() for name, stand in self.stands.items()}
        full = "ledger" in stands and not stands["ledger"]["ok"]
        refusing = full and self.holder.current.file.ledger.on_full == "refuse"
        body = {
            "status": "stopping" if stopping else "refusing" if refusing else "ready",
            "in_flight": len(self.flights.visits) - 1,
            "config": self.holder.status(),
            **stands,
        }
        answer(visit, 503 if stopping or refusing else 200, body)
