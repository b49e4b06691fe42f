"""The server: uvicorn's, which on a stop first lets every call in flight end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from config import Holder
from proxy.edge.connection import CallerConnection
from proxy.edge.flights import Flights

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

LAST_WORDS = 1.0  # seconds in which a call that was cut short may still say so


class Server(uvicorn.Server):
    """A first signal refuses new calls and waits for those in flight, up to the grace; a second one ends at once."""

    def __init__(self, app: ASGI3Application, flights: Flights, holder: Holder) -> None:
        connection = type("Connection", (CallerConnection,), {"settings": staticmethod(lambda: holder.current.server)})
        super().__init__(
            uvicorn.Config(
                app,
                http=connection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                backlog=4096,
                timeout_graceful_shutdown=int(LAST_WORDS),
            )
        )
        self.flights = flights
        self.holder = holder
        self._stop_by = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  the signature of a signal's receiver
        """A signal has come."""
        if self.flights.stopping:
            self._stop_by = monotonic()
        else:
            self.flights.stopping = True
            self._stop_by = monotonic() + self.holder.current.server.grace_seconds

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: is it time to go?"""
        leave = await super().on_tick(counter)
        if not self.flights.stopping:
            return leave
        if self.flights.tasks and monotonic() < self._stop_by:
            return False
        self.flights.cut()
        return True


async def run(server: Server, bound: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until told to stop. `ready` is called once the first caller can be answered."""
    serving = asyncio.ensure_future(server.serve(sockets=[bound]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.001)
    if server.started:
        ready()
    await serving
