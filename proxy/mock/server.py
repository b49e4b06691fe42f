"""The mock provider on a socket of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from time import time

import uvicorn

from proxy.mock.app import mock_app
from proxy.mock.connection import MockConnection

GRACE = 1  # seconds in which replies may end once the mock is told to stop


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
    server = uvicorn.Server(
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
    serving = asyncio.ensure_future(server.serve(sockets=[bound]))
    try:
        while not server.started and not serving.done():
            await asyncio.sleep(0.001)
        if server.started:
            ready()
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
