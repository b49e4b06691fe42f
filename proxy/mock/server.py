"""The mock provider on a socket of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from time import time
from types import FrameType

import uvicorn

from proxy.mock.app import MockApp, mock_app
from proxy.mock.connection import MockConnection

GRACE = 1  # seconds in which replies may end once the mock is told to stop


class MockServer(uvicorn.Server):
    """Uvicorn's, which says when it is ready, and whose end by a signal is a good one."""

    def __init__(self, app: MockApp, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=MockConnection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self.ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  the signature of a signal's receiver
        """A signal has come: end in good order, at once if it comes again."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        await super().startup(sockets)
        if self.started:
            self.ready()


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
    server = MockServer(app, ready)
    try:
        await server.serve(sockets=[bound])
    except asyncio.CancelledError:
        await server.shutdown(sockets=[bound])
        raise
