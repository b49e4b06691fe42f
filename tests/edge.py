"""The edge by itself, in the test's own loop: a server on a free port, with an application made for the test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from config.schema import ServerTable
from proxy.call import CallerLeft
from proxy.edge.connection import Connection
from proxy.edge.flights import Flights
from proxy.edge.server import Server
from proxy.edge.visit import Visit
from proxy.outbox import Outbox
from tests.caller import Caller, calling
from translators.canonical import Problem

App = Callable[[Visit], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Edge:
    """One that is running."""

    server: Server
    port: int
    serving: asyncio.Future[None]
    host: str

    def calling(self, window: int | None = None) -> AbstractAsyncContextManager[Caller]:
        """A new caller."""
        return calling(self.port, host=self.host, window=window)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what must come to be."""
        async with asyncio.timeout(5.0):
            while not true():  # noqa: ASYNC110  what it waits for says nothing when it comes to be
                await asyncio.sleep(0.002)


@asynccontextmanager
async def edge(app: App, *, host: str = "127.0.0.1", stall: float = 60.0, **settings: Any) -> AsyncIterator[Edge]:
    """Settings may be shorter than an operator may make them. When it is over, nothing is left."""
    bound = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setblocking(False)
    table, ready = ServerTable.model_construct(**settings), asyncio.Event()
    server = Server(app, Flights(), lambda: table, stall)
    serving = asyncio.ensure_future(server.run(bound, ready.set))
    await asyncio.wait_for(ready.wait(), 5.0)
    try:
        yield Edge(server, bound.getsockname()[1], serving, host)
    finally:
        server.stop()
        server.stop()
        await asyncio.wait_for(serving, 10.0)
    assert not server.visits
    assert not server.connections


def app(answer: Callable[[Visit], Awaitable[None]]) -> App:
    """An application that keeps the contract: every visit has an end, and a problem is a reply."""

    async def answering(visit: Visit) -> None:
        try:
            await answer(visit)
        except Problem as problem:
            visit.reply(problem.status, b"", f"{problem.kind.word}: {problem.message}".encode())
        except (CallerLeft, asyncio.CancelledError):
            pass
        finally:
            visit.over()

    return answering


@app
async def mirror(visit: Visit) -> None:
    """Says what it was asked."""
    body = await visit.read(1_000_000)
    named = b",".join(name + b"=" + value for name, value in visit.headers if name != b"host")
    visit.reply(200, b"", b"%b %b ?%b [%b] %b" % (visit.method.encode(), visit.path.encode(), visit.query, named, body))


class Room:
    """What connections share, without a server."""

    date = b"date: today\r\n"
    stall_seconds = 60.0

    def __init__(self, app: App) -> None:
        self.app = app
        self.settings = ServerTable()
        self.connections: set[Connection] = set()
        self.visits: set[Visit] = set()
        self.outbox = Outbox(asyncio.get_running_loop())

    def came(self) -> None:
        """There is always room."""

    async def quiet(self) -> None:
        """Wait until nothing is being answered."""
        await asyncio.sleep(0)
        while self.visits:  # noqa: ASYNC110  a turn of the loop is all it takes
            await asyncio.sleep(0)
        self.outbox.flush()


class Wire(asyncio.Transport):
    """Stands where a socket stands, and carries what is said one piece after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.paused = self.closing = self.ended = False

    async def carry(self, piece: bytes, to: asyncio.Protocol) -> None:
        """As soon as anybody reads."""
        while self.paused and not self.closing:  # noqa: ASYNC110  a turn of the loop is all it takes
            await asyncio.sleep(0)
        if piece and not self.closing:
            to.data_received(piece)

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Note it."""
        assert not self.ended
        self.written += data

    def write_eof(self) -> None:
        """Nothing more is written."""
        self.ended = True

    def pause_reading(self) -> None:
        """Do not carry."""
        self.paused = True

    def resume_reading(self) -> None:
        """Do."""
        self.paused = False

    def get_write_buffer_size(self) -> int:
        """A notebook is always read."""
        return 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """There is none: it is its own socket, closed."""
        return self

    def fileno(self) -> int:
        """As a closed socket has it."""
        return -1

    def is_closing(self) -> bool:
        """Has anybody hung up?"""
        return self.closing

    def close(self) -> None:
        """Hang up."""
        self.closing = True

    def abort(self) -> None:
        """The same."""
        self.closing = True
