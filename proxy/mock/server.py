"""The mock provider on a socket of its own."""

from __future__ import annotations

import socket
from collections.abc import Callable
from time import time

from config.schema import ServerTable
from proxy.edge.flights import Flights
from proxy.edge.server import Server
from proxy.mock.app import mock_app

SETTINGS = ServerTable(grace_seconds=1)  # nobody waits for a mock; else what a gateway does by default


async def serve_mock(
    bound: socket.socket,
    ready: Callable[[], None],
    *,
    key: str | None = None,
    latency: float = 0.0,
    rate: float = 0.0,
    faults: str = "",
    clock: Callable[[], float] = time,
) -> None:
    """Answer until told to stop by a signal, or cancelled. `ready` is called once the first caller can be answered."""
    app = mock_app(faults=faults, latency=latency, rate=rate, key=key, clock=clock)
    await Server(app, Flights(), lambda: SETTINGS).run(bound, ready)
