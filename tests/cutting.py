"""Between a client and a server: every connection is passed on, and cut when somebody says so or after so many bytes."""

from __future__ import annotations

import asyncio
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from struct import pack


class Cutting:
    """`sends` and `hears`: after how many more bytes from the client, or from the server, a connection is reset; None: never."""

    def __init__(self, port: int) -> None:
        self.port = 0
        self.sends: int | None = None
        self.hears: int | None = None
        self.cuts = 0
        self._server_port = port
        self._writers: set[StreamWriter] = set()

    def cut(self) -> None:
        """Every connection, now: nobody says goodbye."""
        for writer in self._writers:
            with suppress(OSError):
                there: socket.socket = writer.get_extra_info("socket")
                there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
            writer.transport.abort()
        self.cuts += bool(self._writers)
        self._writers.clear()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        self._writers |= {writer, onward_writer}
        await asyncio.gather(self._pass_on(reader, onward_writer, "sends"), self._pass_on(onward_reader, writer, "hears"))

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter, way: str) -> None:
        with suppress(OSError):
            while data := await reader.read(16 * 1024):
                left: int | None = getattr(self, way)
                if left is not None and len(data) >= left:
                    setattr(self, way, None)
                    writer.write(data[:left])
                    await writer.drain()
                    self.cut()
                    return
                if left is not None:
                    setattr(self, way, left - len(data))
                writer.write(data)
                await writer.drain()
        writer.close()
        self._writers.discard(writer)


@asynccontextmanager
async def cutting(port: int) -> AsyncIterator[Cutting]:
    """In front of this port of this machine."""
    between = Cutting(port)
    server = await asyncio.start_server(between._connected, "127.0.0.1", 0)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
        between.cut()
        await asyncio.sleep(0)
