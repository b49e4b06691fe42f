"""A caller who says exactly these bytes and reads replies as HTTP has them, no library in between."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Replied:
    """One reply."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    version: str = "HTTP/1.1"

    @property
    def json(self) -> Any:
        """What the body says."""
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """Of the error, which has to be one as OpenAI has them."""
        error = self.json["error"]
        assert set(error) == {"message", "type", "param", "code"}, error
        assert isinstance(error["message"], str)
        assert error["message"]
        assert isinstance(error["type"], str)
        assert error["param"] is None or isinstance(error["param"], str)
        return str(error["code"])


class Heard:
    """What comes back, one reply after the other."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.reader = reader

    async def head(self) -> Replied:
        """The head of the next reply; the body is left where it is."""
        async with asyncio.timeout(PATIENCE):
            text = (await self.reader.readuntil(b"\r\n\r\n")).decode("ascii")
        line, *rest = text.rstrip("\r\n").split("\r\n")
        version, status, _ = line.split(" ", 2)
        pairs = [one.partition(": ") for one in rest]
        headers = {name: value for name, _, value in pairs}
        assert len(headers) == len(pairs), f"a header twice: {rest}"
        assert all(name == name.lower().strip() for name in headers), rest
        return Replied(int(status), headers, b"", version)

    async def reply(self, *, bodiless: bool = False) -> Replied:
        """The next reply, whole."""
        head = await self.head()
        async with asyncio.timeout(PATIENCE):
            if bodiless or head.status in (100, 204):
                body = b""
            elif "content-length" in head.headers:
                body = await self.reader.readexactly(int(head.headers["content-length"]))
            elif head.headers.get("transfer-encoding") == "chunked":
                body = b"".join([chunk async for chunk in self.chunks()])
            else:
                body = await self.reader.read()
        return Replied(head.status, head.headers, body, head.version)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The rest of a chunked reply, as it comes."""
        while True:
            size = int(await self.reader.readline(), 16)
            chunk = await self.reader.readexactly(size + 2)
            assert chunk.endswith(b"\r\n")
            if not size:
                return
            yield chunk[:-2]


class Caller(Heard):
    """One connection, seen from the near side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(reader)
        self.writer = writer

    async def say(self, *pieces: bytes, pause: float = 0.0) -> None:
        """These bytes, a packet each."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(pause)

    async def over(self) -> bytes:
        """Everything up to where the other side ends the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    def leave(self) -> None:
        """Hang up at once."""
        self.writer.transport.abort()


@asynccontextmanager
async def calling(port: int, *, host: str = "127.0.0.1", window: int | None = None) -> AsyncIterator[Caller]:
    """Connected; with a window, as one who has room for no more bytes than that."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if window is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    sock.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(sock, (host, port))
    except OSError:
        sock.close()
        raise
    reader, writer = await asyncio.open_connection(sock=sock, limit=1 << 20 if window is None else window)
    try:
        yield Caller(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def request(method: str = "POST", path: str = "/", body: bytes = b"", *headers: str, version: str = "HTTP/1.1") -> bytes:
    """A request's bytes, with the length of its body if it has one."""
    length = [f"content-length: {len(body)}"] if body else []
    return "\r\n".join([f"{method} {path} {version}", "host: gateway", *headers, *length, "", ""]).encode() + body


def chunked(*pieces: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    """A body in chunks."""
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + last
