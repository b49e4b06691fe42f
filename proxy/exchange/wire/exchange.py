"""Exchanges over our own connections: take one, send, retry once if a kept one turned out to be dead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from proxy.exchange import failures
from proxy.exchange.exchange import Answer, Ask, Load
from proxy.exchange.head import Heads
from proxy.exchange.slots import Slots
from proxy.exchange.trust import Trust
from proxy.exchange.wire.answer import WireAnswer
from proxy.exchange.wire.connection import Connection
from proxy.exchange.wire.dial import dial
from proxy.exchange.wire.patience import FOR_EVER
from proxy.outbox import Outbox


class WireExchange:
    """HTTP/1.1 to every provider, without a proxy."""

    __slots__ = ("_closed", "_dials", "_empty", "_heads", "_now", "_outbox", "_slots", "_sockets", "_trust")

    def __init__(self, trust: Trust, now: Callable[[], float] = monotonic) -> None:  # now: the loop's own clock, only finer
        self._trust = trust
        self._now = now
        self._heads = Heads()
        self._slots: dict[str, Slots[Connection]] = {}
        self._sockets: set[Connection] = set()  # until they are closed
        self._dials: set[asyncio.Timeout] = set()
        self._closed = False
        self._outbox: Outbox | None = None
        self._empty = asyncio.Event()

    async def send(self, ask: Ask) -> Answer:
        """Send, and wait for the head of the reply."""
        head = self._heads.of(ask)
        slots = self._slots.get(ask.provider)
        if slots is None:
            slots = self._slots[ask.provider] = Slots(ask.bounds)
        total = ask.patience.total
        total_at = self._now() + total if total else FOR_EVER
        connection = slots.pool.take(ask.origin)
        if connection is None:
            return await self._send_anew(slots, ask, head, total_at)
        answer = connection.begin(ask, head, total_at, reused=True)
        await answer.wait()
        if answer.untouched:  # it was closed while it was kept, and we heard of it only now
            return await self._send_anew(slots, ask, head, total_at, fresh=True)
        return _begun(answer)

    def load(self) -> Mapping[str, Load]:
        """What each provider takes at this moment, by name."""
        return {name: slots.pool.load() for name, slots in self._slots.items()}

    async def close(self) -> None:
        """Close every connection, also those in use."""
        self._closed = True
        for slots in self._slots.values():
            slots.pool.disband(failures.stopping())
        for connection in tuple(self._sockets):
            connection.fail(failures.stopping())
        now = asyncio.get_running_loop().time()
        for attempt in self._dials:
            attempt.reschedule(now)
        if self._sockets or self._dials:
            await self._empty.wait()

    async def _send_anew(self, slots: Slots[Connection], ask: Ask, head: bytes, total_at: float, fresh: bool = False) -> WireAnswer:
        """Over a new connection, or one that came free in the queue."""
        if self._closed:
            raise failures.stopping()
        connection = await slots.take(ask, total_at, fresh)
        if connection is None:
            answer = (await self._dial(slots, ask, total_at)).begin(ask, head, total_at, reused=False)
        else:
            answer = connection.begin(ask, head, total_at, reused=True)
        await answer.wait()
        if answer.untouched and answer.reused:
            return await self._send_anew(slots, ask, head, total_at, fresh=True)
        return _begun(answer)

    async def _dial(self, slots: Slots[Connection], ask: Ask, total_at: float) -> Connection:
        """A new connection in the slot that is held, or the slot is free again."""
        try:
            connection = await self._connect(slots, ask, total_at)
        except BaseException:
            slots.pool.free()
            raise
        connection.adopted = True
        self._sockets.add(connection)
        return connection

    async def _connect(self, slots: Slots[Connection], ask: Ask, total_at: float) -> Connection:
        loop = asyncio.get_running_loop()
        patience, origin = ask.patience, ask.origin
        outbox = self._outbox = self._outbox or Outbox(loop)

        def make() -> Connection:
            return Connection(loop, self._now, owner=slots, closed=self._socket_closed, origin=origin, outbox=outbox)

        due = min(loop.time() + (patience.connect or FOR_EVER), total_at)
        try:
            async with asyncio.timeout_at(due if due < FOR_EVER else None) as attempt:
                self._dials.add(attempt)
                try:
                    tls = self._trust.context() if origin.scheme == "https" else None
                    connection = await dial(origin, make, tls)
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


def _begun(answer: WireAnswer) -> WireAnswer:
    """An answer whose head has come. That the rest of it did not, its reader is told, after what came before."""
    if answer.problem is not None and not answer.status:
        raise answer.problem
    return answer
