"""A provider that plays by a script: it says exactly these bytes, in these pieces, and tells what it saw."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from proxy.exchange.exchange import Origin

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    line: str
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """What stood under this name."""
        return [value for one, value in self.fields if one.lower() == name]


class Peer:
    """One connection, seen from the far side."""

    def __init__(self, far: FarSide, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.far = far
        self.reader = reader
        self.writer = writer

    async def head(self) -> Received:
        """The head of the next request; its body is left where it is."""
        text = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = text.rstrip("\r\n").split("\r\n")
        fields = tuple((name, value.strip()) for name, _, value in (one.partition(":") for one in rest))
        return Received(line, fields, b"")

    async def request(self) -> Received:
        """The next request, whole."""
        head = await self.head()
        length = int((head.values("content-length") or ["0"])[0])
        received = Received(head.line, head.fields, await self.reader.readexactly(length))
        self.far.requests.append(received)
        self.far.changed.set()
        return received

    async def say(self, *pieces: bytes, pause: float = 0.0) -> None:
        """These bytes, each piece in a packet of its own."""
        for piece in pieces:
            if self.writer.is_closing():
                raise ConnectionResetError
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(pause)

    async def left(self) -> str:
        """Wait until the other side has ended the connection, and say how: "fin" or "rst"."""
        try:
            while await self.reader.read(65_536):
                pass
        except ConnectionResetError:
            return "rst"
        return "fin"

    def cut(self) -> None:
        """End the connection in good order (FIN)."""
        self.writer.close()

    def reset(self) -> None:
        """End it the hard way (RST)."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


@dataclass(slots=True)
class FarSide:
    """Everything it saw, over all connections."""

    origin: Origin
    connections: int = 0
    open: int = 0
    requests: list[Received] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, true: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something has been seen."""
        async with asyncio.timeout(seconds):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    def note(self, end: str) -> None:
        """A script tells how a connection ended."""
        self.ends.append(end)
        self.changed.set()


@asynccontextmanager
async def far_side(
    *scripts: Script, host: str = "127.0.0.1", name: str | None = None, tls: ssl.SSLContext | None = None, small_window: bool = False
) -> AsyncIterator[FarSide]:
    """Listen. The n-th connection is played the n-th script, all later ones the last. Whatever went wrong in one is raised at the end."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if small_window:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    listener.bind((host, 0))
    far = FarSide(Origin("http" if tls is None else "https", name or host, listener.getsockname()[1]))
    playing: set[asyncio.Task[None]] = set()

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        playing.add(task)
        script = scripts[min(far.connections, len(scripts) - 1)]
        far.connections += 1
        far.open += 1
        far.changed.set()
        try:
            await script(Peer(far, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the other side has left, or the test is over: a test that cares looks at `ends`
        except Exception as error:
            far.troubles.append(error)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
                await writer.wait_closed()
            far.open -= 1
            far.changed.set()
            playing.discard(task)

    farewell = None if tls is None else 0.2  # seconds: who leaves without a TLS farewell is not waited for
    server = await asyncio.start_server(play, sock=listener, ssl=tls, limit=1 << 20, ssl_shutdown_timeout=farewell)
    try:
        yield far
    finally:
        server.close()
        for task in tuple(playing):
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)
        await server.wait_closed()
    if far.troubles:
        raise far.troubles[0]


def answers(*replies: bytes, then: str = "keep") -> Script:
    """A script that answers one request after the other with these bytes, the last one again and again."""

    async def script(peer: Peer) -> None:
        for number in range(1_000_000):
            await peer.request()
            await peer.say(replies[min(number, len(replies) - 1)])
            if then == "cut":
                return

    return script


def once(*pieces: bytes, pause: float = 0.001, end: str = "cut") -> Script:
    """A script that answers one request with these bytes, a packet each, and then ends as it is told."""

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.say(*pieces, pause=pause)
        match end:
            case "cut":
                peer.cut()
            case "rst":
                peer.reset()
            case _:
                peer.far.note(await peer.left())

    return script


def with_length(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole reply with a content-length."""
    lines = b"".join(one + b"\r\n" for one in (b"content-length: %d" % len(body), *fields))
    return b"HTTP/1.1 %b\r\n%b\r\n%b" % (status, lines, body)


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """A whole reply in chunks."""
    return CHUNKED + b"".join(chunk(piece) for piece in pieces) + end


def chunk(data: bytes) -> bytes:
    """One chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
