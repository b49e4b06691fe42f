"""Exchanges over our own connections: take one, send, retry once if a kept one turned out to be dead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from proxy.exchange import failures
from proxy.exchange.exchange import Answer, Ask, Bounds
from proxy.exchange.head import Heads
from proxy.exchange.trust import Trust
from proxy.exchange.wire.answer import WireAnswer
from proxy.exchange.wire.connection import FOR_EVER, Connection
from proxy.exchange.wire.dial import dial
from proxy.exchange.wire.pool import Place, Pool


class Lines:
    """The connections of one provider, and the deeds its pool decides on."""

    __slots__ = ("_closed", "pool")

    def __init__(self, bounds: Bounds, closed: Callable[[Connection], None]) -> None:
        self.pool: Pool[Connection] = Pool(bounds)
        self._closed = closed

    def released(self, connection: Connection) -> None:
        """It is free for another request."""
        if not self.pool.give_back(connection):
            connection.drop()

    def gone(self, connection: Connection) -> None:
        """It can no longer be used."""
        self.pool.lost(connection)

    def closed(self, connection: Connection) -> None:
        """Its socket is closed."""
        self._closed(connection)

    async def slot(self, ask: Ask, total_at: float, fresh: bool) -> Connection | None:
        """A kept connection that came free in the queue, or None: then a slot is held to dial in."""
        pool = self.pool
        while True:
            match pool.place(ask.bounds):
                case Place.DIAL:
                    return None
                case Place.SWAP:
                    pool.oldest().drop()
                    return None
                case Place.FULL:
                    raise failures.queue_full(ask.provider, ask.bounds.queue)
                case Place.WAIT:
                    given = await self._wait(ask, total_at)
            if given is None:
                return None
            if not given.alive:  # it died on its way to us, and its slot went on to the next
                continue
            if given.origin == ask.origin and not fresh:
                return given
            pool.hold()
            given.drop()
            return None

    async def _wait(self, ask: Ask, total_at: float) -> Connection | None:
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Connection | None] = loop.create_future()
        self.pool.join(waiter)
        due = loop.time() + ask.bounds.queue_wait
        try:
            async with asyncio.timeout_at(min(due, total_at)):
                try:
                    return await waiter
                except asyncio.CancelledError:
                    self._pass_on(waiter)
                    raise
        except TimeoutError as error:
            if total_at < due:
                raise failures.timed_out(ask.provider, failures.TOTAL, ask.patience.total) from error
            raise failures.queue_slow(ask.provider, ask.bounds.queue_wait) from error

    def _pass_on(self, waiter: asyncio.Future[Connection | None]) -> None:
        """Who waited has left; what it was given in that very moment goes to the next."""
        if waiter.cancelled():
            self.pool.leave(waiter)
        elif waiter.exception() is None:
            given = waiter.result()
            if given is None:
                self.pool.free()
            elif given.alive:
                self.released(given)


class WireExchange:
    """HTTP/1.1 to every provider, without a proxy."""

    __slots__ = ("_closed", "_dials", "_empty", "_heads", "_lines", "_now", "_sockets", "_trust")

    def __init__(self, trust: Trust, now: Callable[[], float] = monotonic) -> None:
        self._trust = trust
        self._now = now
        self._heads = Heads()
        self._lines: dict[str, Lines] = {}
        self._sockets: set[Connection] = set()  # until they are closed
        self._dials: set[asyncio.Timeout] = set()
        self._closed = False
        self._empty = asyncio.Event()

    async def send(self, ask: Ask) -> Answer:
        """Send, and wait for the head of the reply."""
        head = self._heads.of(ask)
        lines = self._lines.get(ask.provider)
        if lines is None:
            lines = self._lines[ask.provider] = Lines(ask.bounds, self._socket_closed)
        total = ask.patience.total
        total_at = self._now() + total if total else FOR_EVER
        connection = lines.pool.take(ask.origin)
        if connection is None:
            return await self._send_anew(lines, ask, head, total_at)
        answer = connection.begin(ask, head, total_at, reused=True)
        await answer.wait()
        if answer.untouched:  # it was closed while it was kept, and we heard of it only now
            return await self._send_anew(lines, ask, head, total_at, fresh=True)
        if answer.problem is not None:
            raise answer.problem
        return answer

    async def close(self) -> None:
        """Close every connection, also those in use."""
        self._closed = True
        for lines in self._lines.values():
            lines.pool.disband(failures.stopping())
        for connection in tuple(self._sockets):
            connection.fail(failures.stopping())
        now = asyncio.get_running_loop().time()
        for attempt in self._dials:
            attempt.reschedule(now)
        if self._sockets or self._dials:
            await self._empty.wait()

    async def _send_anew(self, lines: Lines, ask: Ask, head: bytes, total_at: float, fresh: bool = False) -> WireAnswer:
        """Over a new connection, or one that came free in the queue."""
        if self._closed:
            raise failures.stopping()
        connection = await lines.slot(ask, total_at, fresh)
        if connection is None:
            answer = (await self._dial(lines, ask, total_at)).begin(ask, head, total_at, reused=False)
        else:
            answer = connection.begin(ask, head, total_at, reused=True)
        await answer.wait()
        if answer.untouched and answer.reused:
            return await self._send_anew(lines, ask, head, total_at, fresh=True)
        if answer.problem is not None:
            raise answer.problem
        return answer

    async def _dial(self, lines: Lines, ask: Ask, total_at: float) -> Connection:
        """A new connection in the slot that is held, or the slot is free again."""
        try:
            connection = await self._connect(lines, ask, total_at)
        except BaseException:
            lines.pool.free()
            raise
        connection.adopted = True
        self._sockets.add(connection)
        return connection

    async def _connect(self, lines: Lines, ask: Ask, total_at: float) -> Connection:
        loop = asyncio.get_running_loop()
        patience, origin = ask.patience, ask.origin
        due = min(loop.time() + (patience.connect or FOR_EVER), total_at)
        try:
            async with asyncio.timeout_at(due if due < FOR_EVER else None) as attempt:
                self._dials.add(attempt)
                try:
                    tls = self._trust.context() if origin.scheme == "https" else None
                    connection = await dial(origin, lambda: Connection(loop, self._now, lines, origin), tls)
                finally:
                    self._dials.discard(attempt)
                    self._check_empty()
        except TimeoutError as error:
            if self._closed:
                raise failures.stopping() from error
            if not attempt.expired():  # the system's own time-out
                raise failures.unreachable(ask.provider, error) from error
            if total_at <= due:
                raise failures.timed_out(ask.provider, failures.TOTAL, patience.total) from error
            raise failures.timed_out(ask.provider, failures.CONNECT, patience.connect) from error
        except OSError as error:
            raise failures.unreachable(ask.provider, error) from error
        if self._closed:
            connection.drop()
            raise failures.stopping()
        if not connection.alive:
            raise failures.silent(ask.provider)
        return connection

    def _socket_closed(self, connection: Connection) -> None:
        self._sockets.discard(connection)
        self._check_empty()

    def _check_empty(self) -> None:
        if self._closed and not self._sockets and not self._dials:
            self._empty.set()
