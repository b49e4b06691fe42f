"""Are we alive, and should callers be sent here?"""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from config import Holder
from proxy.edge.body import Receive, Send
from proxy.edge.doors import Scope, answer
from proxy.edge.flights import Flights


@dataclass(frozen=True, slots=True)
class Healthz:
    """GET /healthz: the process answers. It says nothing else, so that a trouble elsewhere gets nobody restarted."""

    version: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  no question to read
        """Answer one request."""
        await answer(send, 200, orjson.dumps({"status": "ok", "version": self.version}))


@dataclass(frozen=True, slots=True)
class Readyz:
    """GET /readyz: 200 unless we are stopping. A broken gateway.toml is shown, but the one before it still serves."""

    holder: Holder
    flights: Flights

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  no question to read
        """Answer one request."""
        stopping = self.flights.stopping
        status = self.holder.status()
        body = {"status": "stopping" if stopping else "ready", "in_flight": len(self.flights.tasks), "config": status}
        await answer(send, 503 if stopping else 200, orjson.dumps(body))
