"""The mock's own server, on a free port of this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from proxy.mock.server import serve_mock


@asynccontextmanager
async def listening(*, key: str | None = None, latency: float = 0.0, faults: str = "") -> AsyncIterator[int]:
    """Its port."""
    bound = socket.create_server(("127.0.0.1", 0))
    ready = asyncio.Event()
    serving = asyncio.ensure_future(serve_mock(bound, ready.set, key=key, latency=latency, faults=faults))
    waiting = asyncio.ensure_future(ready.wait())
    await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
    try:
        yield bound.getsockname()[1]
    finally:
        serving.cancel()
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        bound.close()
