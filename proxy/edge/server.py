"""The server: listens, and on a stop first lets every call in flight end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from email.utils import formatdate
from time import monotonic
from typing import Any

from config import Holder
from config.schema import ServerTable
from proxy.edge.connection import Connection
from proxy.edge.flights import Flights
from proxy.edge.visit import Visit
from proxy.outbox import Outbox

TICK = 0.1  # seconds
LAST_WORDS = 1.0  # seconds in which a call that was cut short may still say so
BACKLOG = 4096
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Server:
    """A first signal refuses new calls and waits for those in flight, up to the grace; a second one ends at once."""

    def __init__(self, app: Callable[[Visit], Coroutine[Any, Any, None]], flights: Flights, holder: Holder) -> None:
        self.app = app
        self.flights = flights
        self.visits = flights.visits
        self.connections: set[Connection] = set()
        self.date = b""
        self.outbox: Outbox
        self._holder = holder
        self._stop = asyncio.Event()
        self._stop_by = 0.0

    @property
    def settings(self) -> ServerTable:
        """As they are now."""
        return self._holder.current.server

    async def run(self, bound: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until told to stop. `ready` is called once the first caller can be answered."""
        loop = asyncio.get_running_loop()
        self.outbox = Outbox(loop)
        self._tell_date()
        listening = await loop.create_server(lambda: Connection(self, loop), sock=bound, backlog=BACKLOG)
        for sig in SIGNALS:
            loop.add_signal_handler(sig, self.stop)
        try:
            ready()
            await self._stop.wait()
            await self._let_end()
        finally:
            for sig in SIGNALS:
                loop.remove_signal_handler(sig)
            listening.close()
            await self._hang_up()

    def stop(self) -> None:
        """A signal has come."""
        if self.flights.stopping:
            self._stop_by = 0.0
            return
        self.flights.stopping = True
        self._stop_by = monotonic() + self.settings.grace_seconds
        self._stop.set()

    async def _let_end(self) -> None:
        """New calls are refused, in words, while those in flight go on."""
        while self.visits and monotonic() < self._stop_by:  # noqa: ASYNC110  the grace may be cut short at any moment
            await asyncio.sleep(TICK)
        self.flights.cut()
        end = monotonic() + LAST_WORDS
        while self.visits and monotonic() < end:
            await asyncio.sleep(TICK / 10)

    async def _hang_up(self) -> None:
        for connection in tuple(self.connections):
            connection.retire()
        await asyncio.sleep(0)
        for connection in tuple(self.connections):
            connection.drop()
        while self.connections:
            await asyncio.sleep(TICK / 10)

    def _tell_date(self) -> None:
        self.date = f"date: {formatdate(usegmt=True)}\r\n".encode()
        if not self.flights.cutting:
            asyncio.get_running_loop().call_later(1.0, self._tell_date)
