"""One caller's connection: whose turn it is to be answered, and how it all ends."""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, cast

from config.schema import ServerTable
from proxy.edge.hearing import Hearing
from proxy.edge.outflow import Outflow
from proxy.edge.replies import refuse
from proxy.edge.visit import Visit
from proxy.outbox import Outbox
from translators.canonical import Kind, Problem

AHEAD = 100  # requests that may come before an earlier one is answered
UNHEARD = 8  # as many, and we stop listening for more


class House(Protocol):
    """What every connection shares."""

    date: bytes  # a header line, renewed every second
    connections: set[Connection]
    visits: set[Visit]
    outbox: Outbox
    stall_seconds: float  # in which a caller reads nothing of what it is sent

    @property
    def app(self) -> Callable[[Visit], Coroutine[Any, Any, None]]:
        """What answers."""

    @property
    def settings(self) -> ServerTable:
        """As they are now."""

    def came(self) -> None:
        """A caller has."""


class Connection(asyncio.Protocol):
    """Requests are answered in the order they came in, one after the other."""

    __slots__ = ("_hearing", "_house", "_last", "_loop", "_outflow", "_queue", "_running", "_transport", "date", "full")

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop) -> None:
        self.date = house.date
        self.full = False  # the caller reads too slowly: writing must wait
        self._house = house
        self._loop = loop
        self._transport: asyncio.Transport
        self._running: Visit | None = None  # who is being answered
        self._queue: deque[Visit] = deque()  # those who wait for the reply before theirs
        self._last: Problem | None = None  # what is said once all of those are answered
        self._hearing = Hearing(self, loop, lambda: house.settings)
        self._outflow = Outflow(loop, house.stall_seconds)

    # ── what the socket says ──────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has come."""
        self._transport = cast("asyncio.Transport", transport)  # TCP has no other kind
        self._house.connections.add(self)
        self._house.came()
        self._hearing.begin(self._transport)
        self._outflow.begin(self._transport)

    def data_received(self, data: bytes) -> None:
        """It says something."""
        self._hearing.hear(data)

    def eof_received(self) -> None:
        """It says nothing more, and so waits for nothing more. What was written still goes out, if it reads that."""
        self._leave()
        self._outflow.watch()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002  however it ended, the caller has left
        """Nothing can be read or written any more."""
        self._house.connections.discard(self)
        self.full = False
        self._outflow.stop()
        self._leave()

    def pause_writing(self) -> None:
        """The caller reads slowly. It may, but it must read."""
        self.full = True
        self._outflow.fill()

    def resume_writing(self) -> None:
        """It has read enough."""
        self.full = False
        self._outflow.clear()

    # ── what it comes to ──────────────────────────────────────────────

    def came(self, visit: Visit) -> None:
        """A request: it is answered now, or when the one before it is."""
        if self._running is None:
            self._start(visit)
            return
        if len(self._queue) == AHEAD:  # HTTP lets us: whoever is answered with `close` asks again for the rest
            self._queue[-1].keep = False
            self._hearing.deafen()
            raise Problem(Kind.INVALID_REQUEST, "too many requests at once")
        self._queue.append(visit)
        if len(self._queue) >= UNHEARD:  # not before, so that we see the caller leave
            self._hearing.pause()

    def refuse(self, problem: Problem) -> None:
        """Whose request it is about is told; if it is nobody's yet, it is the last word on this connection."""
        hearing = self._hearing
        if hearing.deaf:
            return
        hearing.deafen()
        if hearing.visit is not None and not hearing.visit.complete:
            hearing.visit.fail(problem)
        elif self._running is None:
            self._say_last(problem)
        else:
            self._last = problem

    # ── what a visit asks ─────────────────────────────────────────────

    def write(self, data: bytes) -> None:
        """Hand it to the socket, with whatever else is written in this turn; at once when nobody else is here to be written to."""
        house = self._house
        house.outbox.put(self._transport, data)
        if len(house.visits) < 2:
            house.outbox.flush()

    async def drain(self) -> None:
        """Wait until the caller has read enough of what it was sent."""
        await self._outflow.room()

    @property
    def socket(self) -> socket.socket:
        """What it goes over."""
        wire: socket.socket = self._transport.get_extra_info("socket")
        return wire

    def resume(self) -> None:
        """Go on reading."""
        self._hearing.resume()

    def drop(self) -> None:
        """Hang up at once."""
        self._transport.abort()

    def ended(self, visit: Visit) -> None:
        """A reply is whole: the next one, or a wait for another request."""
        self._running = None
        if not visit.keep:
            self._close()
        elif self._queue:
            self._start(self._queue.popleft())
            if len(self._queue) < UNHEARD:
                self._hearing.resume()
        elif self._last is not None:
            self._say_last(self._last)
        else:
            self._hearing.idle()

    def over(self, visit: Visit) -> None:
        """Nothing is being done for it any more."""
        self._house.visits.discard(visit)

    def retire(self) -> None:
        """The server is stopping: no further request is taken on this connection."""
        if self._running is not None:
            self._running.keep = False
        elif not self._hearing.deaf:  # else it has had its last word already
            self._house.outbox.flush()
            self._outflow.watch()
            self._transport.close()

    def _start(self, visit: Visit) -> None:
        house = self._house
        self.date = house.date
        house.visits.add(visit)
        self._running = visit
        visit.task = asyncio.Task(house.app(visit), loop=self._loop, name="visit")

    # ── how it ends ───────────────────────────────────────────────────

    def _say_last(self, problem: Problem) -> None:
        self.date = self._house.date
        last = Visit(self, 0.0)
        last.keep = False
        refuse(last, problem)

    def _close(self) -> None:
        """Once what was written is on its way. Whoever is hung up on while still sending may lose the reply: it is heard out a moment."""
        self._house.outbox.flush()
        more = self._hearing.halfway or bool(self._queue)
        self._queue.clear()
        if self._transport.is_closing():
            return
        self._outflow.watch()
        if more:
            self._transport.write_eof()
            self._hearing.linger()
        else:
            self._transport.close()

    def _leave(self) -> None:
        """The caller has left: whatever is being done for it ends now."""
        visit, self._running, self._last = self._running, None, None
        self._queue.clear()
        self._hearing.stop()
        if visit is not None:
            visit.leave()
