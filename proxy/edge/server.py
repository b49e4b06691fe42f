"""The server: listens, and on a stop first lets every call in flight end."""

from __future__ import annotations

import asyncio
import math
import signal
import socket
from collections.abc import Callable, Coroutine, Sized
from email.utils import formatdate
from time import monotonic
from typing import Any

from config.schema import ServerTable
from proxy.edge.connection import Connection
from proxy.edge.flights import Flights
from proxy.edge.intake import Intake
from proxy.edge.visit import Visit
from proxy.outbox import Outbox

TICK = 0.01  # seconds
LAST_WORDS = 1.0  # seconds in which a call that was cut short may still say so
STALL_SECONDS = 60.0  # in which a caller reads nothing of what it is sent
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Server:
    """A first signal refuses new calls and waits for those in flight, up to the grace; a second one ends at once."""

    def __init__(
        self,
        app: Callable[[Visit], Coroutine[Any, Any, None]],
        flights: Flights,
        settings: Callable[[], ServerTable],
        stall_seconds: float = STALL_SECONDS,
        short: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.app = app
        self.flights = flights
        self.visits = flights.visits
        self.connections: set[Connection] = set()
        self.date = b""
        self.stall_seconds = stall_seconds
        self.outbox: Outbox
        self._intake: Intake
        self._short = short  # is told when files run short, and when they do no more
        self._settings = settings
        self._stop = asyncio.Event()
        self._stop_by = 0.0
        self._clock: asyncio.TimerHandle

    @property
    def settings(self) -> ServerTable:
        """As they are now."""
        return self._settings()

    async def run(self, bound: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until told to stop. `ready` is called once the first caller can be answered."""
        loop = asyncio.get_running_loop()
        self.outbox = Outbox(loop)
        self._intake = Intake(bound, lambda: Connection(self, loop), self._short)
        self._tick()
        await self._intake.begin()
        for sig in SIGNALS:
            loop.add_signal_handler(sig, self.stop)
        try:
            ready()
            await self._stop.wait()
            await self._let_end()
        finally:
            self._intake.end()
            await self._hang_up()
            self._clock.cancel()
            for sig in SIGNALS:
                loop.remove_signal_handler(sig)

    def stop(self) -> None:
        """A signal has come."""
        if self.flights.stopping:
            self._stop_by = 0.0
            return
        self.flights.stopping = True
        self._stop_by = monotonic() + self.settings.grace_seconds
        for visit in self.visits:
            visit.keep = visit.keep and visit.begun  # a reply that has not begun can still say that it is the last
        self._stop.set()

    async def _let_end(self) -> None:
        """New calls are refused, in words, while those in flight go on."""
        await self._gone(self.visits, by=0.0)
        self.flights.cut()
        await self._gone(self.visits, by=monotonic() + LAST_WORDS)

    async def _hang_up(self) -> None:
        """Every reply is written; who has not read all of its own has what is left of the grace."""
        for connection in tuple(self.connections):
            connection.retire()
        await self._gone(self.connections, by=monotonic() + LAST_WORDS)
        for connection in tuple(self.connections):
            connection.drop()
        await self._gone(self.connections, by=math.inf)

    async def _gone(self, those: Sized, by: float) -> None:
        """Wait for their end, up to that of the grace, or a later one."""
        while those and monotonic() < max(by, self._stop_by):  # noqa: ASYNC110  a second signal may end the grace at any moment
            await asyncio.sleep(TICK)

    def came(self) -> None:
        """A caller has."""
        self._intake.came()

    def _tick(self) -> None:
        self.date = f"date: {formatdate(usegmt=True)}\r\n".encode()
        self._intake.check()
        self._clock = asyncio.get_running_loop().call_later(1.0, self._tick)
