"""One connection to the mock server: uvicorn's, which lets the mock end it as it likes."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TRANSPORT = "modelbridge.transport"  # the key in an ASGI scope
AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: a close sends a RST
PATIENCE = 0.01  # seconds between two looks at what is still to be sent
LOOKS = 100


class MockConnection(HttpToolsProtocol):
    """Hands its transport to the app: ASGI itself has no word for hanging up."""

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]  # a TypedDict does not know our key
        scope[TRANSPORT] = self.transport


async def hang_up(transport: asyncio.Transport, *, reset: bool) -> None:
    """End the connection once what was said has been sent: in good order, or with a RST."""
    if not reset:
        transport.close()
        return
    for _ in range(LOOKS):
        await asyncio.sleep(PATIENCE)
        if not transport.get_write_buffer_size():
            break
    wire: socket.socket = transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()
