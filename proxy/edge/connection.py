"""One caller's connection: bytes to visits and back, with a deadline for everything a caller does."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, Protocol, cast
from urllib.parse import unquote

import orjson
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, parse_url

from config.schema import ServerTable
from proxy.edge.visit import Visit
from proxy.outbox import Outbox
from translators.canonical import Kind, Problem
from translators.openai_chat import TRANSLATOR

HEAD_BYTES = 65_536  # of one request
UNREAD_BYTES = 262_144  # of a body nobody reads yet
STALL_SECONDS = 60.0  # in which a caller reads nothing of what it is sent


class House(Protocol):
    """What every connection shares."""

    date: bytes  # a header line, renewed every second
    connections: set[Connection]
    visits: set[Visit]
    outbox: Outbox

    @property
    def app(self) -> Callable[[Visit], Coroutine[Any, Any, None]]:
        """What answers."""

    @property
    def settings(self) -> ServerTable:
        """As they are now."""


class Connection(asyncio.Protocol):
    """Timers cost nothing per request: one is armed per connection, and looks again when it rings too early."""

    __slots__ = (
        "_deadline",
        "_drained",
        "_head_bytes",
        "_head_open",
        "_house",
        "_loop",
        "_parser",
        "_paused",
        "_queue",
        "_read_at",
        "_running",
        "_starting",
        "_timer",
        "_transport",
        "_url",
        "_visit",
        "date",
    )

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop) -> None:
        self._house = house
        self._loop = loop
        self._parser = HttpRequestParser(self)
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)  # what follows a last request is ignored, not an error
        self._transport: asyncio.Transport
        self._starting = Visit(self, 0.0)  # whose head is being read
        self._visit: Visit | None = None  # whose body is being read: the newest
        self._running: Visit | None = None  # who is being answered
        self._queue: deque[Visit] = deque()  # those who wait for the reply before theirs
        self._url = b""
        self._head_open = False  # a head has begun, but is not whole
        self._head_bytes = 0
        self._read_at = 0.0
        self._paused = False  # reading
        self._drained: asyncio.Future[None] | None = None  # while writing must wait
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.date = house.date

    # ── what the socket says ──────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has come; it has as long to send a first request as it would have between two."""
        self._transport = cast("asyncio.Transport", transport)  # TCP has no other kind
        self._house.connections.add(self)
        self._watch(self._house.settings.keep_alive_seconds)

    def data_received(self, data: bytes) -> None:
        """The time in the gateway counts from here."""
        self._read_at = monotonic()
        was_open = self._head_open
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self.refuse(Problem(Kind.INVALID_REQUEST, "upgrade: this gateway speaks HTTP/1.1 only"))
        except HttpParserError:
            self.refuse(Problem(Kind.INVALID_REQUEST, "this is not well-formed HTTP/1.1"))
        if was_open and self._head_open:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.refuse(Problem(Kind.TOO_LARGE, f"the request's head is over {HEAD_BYTES} bytes", status=431))

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002  however it ended, the caller has left
        """The caller has left: whatever is being done for it ends now."""
        self._house.connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.resume_writing()
        visit, self._running, self._visit = self._running, None, None
        self._queue.clear()
        if visit is not None:
            visit.left = True
            visit.wake()
            self._house.visits.discard(visit)
            if visit.task is not None:
                visit.task.cancel()

    def pause_writing(self) -> None:
        """The caller reads slowly. It may, but not for ever."""
        self._drained = self._loop.create_future()
        self._watch(STALL_SECONDS)

    def resume_writing(self) -> None:
        """It reads again."""
        drained, self._drained = self._drained, None
        if drained is not None:
            self._deadline = 0.0
            if not drained.done():
                drained.set_result(None)

    # ── what the parser says ──────────────────────────────────────────

    def on_message_begin(self) -> None:
        """A request begins: its head must be whole before the deadline."""
        self._head_open = True
        self._head_bytes = 0
        self._url = b""
        self._starting = Visit(self, self._read_at)
        self._watch(self._house.settings.header_seconds)

    def on_url(self, url: bytes) -> None:
        """Some of the address."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        name = name.lower()
        self._starting.headers.append((name, value))
        if name == b"expect" and value.lower() == b"100-continue":
            self._starting.expects = True

    def on_headers_complete(self) -> None:
        """The head is whole: it can be answered. The body has a deadline of its own."""
        self._head_open = False
        visit = self._starting
        parser = self._parser
        visit.method = parser.get_method().decode("latin-1")
        visit.keep = parser.should_keep_alive() and parser.get_http_version() != "1.0"
        visit.path, visit.query = _address(self._url)
        self._visit = visit
        self._watch(self._house.settings.body_seconds)
        if self._running is None:
            self._start(visit)
        else:  # it came before the one before it was answered
            self._queue.append(visit)
            self._pause()

    def on_body(self, data: bytes) -> None:
        """Some of the body. What nobody reads yet is held up to a bound."""
        visit = self._visit
        if visit is None or visit.ended:
            return
        visit.pieces.append(data)
        visit.waiting += len(data)
        if visit.waiter is not None:
            visit.wake()
        elif visit.waiting > UNREAD_BYTES:
            self._pause()

    def on_message_complete(self) -> None:
        """The request is whole; how long the answer takes is not the connection's business."""
        visit = self._visit
        if visit is None or visit.ended:
            self._watch(self._house.settings.keep_alive_seconds)
            return
        visit.complete = True
        self._deadline = 0.0
        if visit.waiter is not None:
            visit.wake()

    # ── what a visit asks ─────────────────────────────────────────────

    def write(self, data: bytes) -> None:
        """Hand it to the socket, with whatever else is written in this turn; at once when nobody else is here to be written to."""
        house = self._house
        house.outbox.put(self._transport, data)
        if len(house.visits) < 2:
            house.outbox.flush()

    async def drain(self) -> None:
        """Wait until the caller has read enough of what it was sent."""
        if self._drained is not None:
            await self._drained

    def resume(self) -> None:
        """Go on reading."""
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    def drop(self) -> None:
        """Hang up at once."""
        self._transport.abort()

    def ended(self, visit: Visit) -> None:
        """A reply is whole: the next one, or a wait for another request."""
        self._house.visits.discard(visit)
        self._running = None
        if not visit.keep:
            self._close()
        elif self._queue:
            self._start(self._queue.popleft())
        else:
            self.resume()
            if visit.complete and not self._head_open:
                self._watch(self._house.settings.keep_alive_seconds)

    def refuse(self, problem: Problem) -> None:
        """Say why, in JSON, and hang up: what comes next on this connection cannot be understood."""
        if self._transport.is_closing():
            return
        if self._running is None or not self._running.begun:
            body = orjson.dumps(TRANSLATOR.write_problem(problem))
            last = Visit(self, self._read_at)
            last.keep = False
            last.reply(problem.status, b"content-type: application/json\r\n", body)
        self._close()

    def retire(self) -> None:
        """The server is stopping: no further request is taken on this connection."""
        if self._running is None:
            self._close()
        else:
            self._running.keep = False

    def _close(self) -> None:
        """Once what was written is on its way."""
        self._house.outbox.flush()
        self._transport.close()

    def _start(self, visit: Visit) -> None:
        house = self._house
        self.date = house.date
        house.visits.add(visit)
        self._running = visit
        visit.task = asyncio.Task(house.app(visit), loop=self._loop, name="visit")

    def _pause(self) -> None:
        if not self._paused:
            self._paused = True
            self._transport.pause_reading()

    # ── time ──────────────────────────────────────────────────────────

    def _watch(self, seconds: float) -> None:
        self._deadline = due = self._loop.time() + seconds
        timer = self._timer
        if timer is None or timer.when() > due:
            if timer is not None:
                timer.cancel()
            self._timer = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._deadline == 0.0 or self._transport.is_closing():
            return
        left = self._deadline - self._loop.time()
        settings, visit = self._house.settings, self._visit
        if left > 0.001:
            self._timer = self._loop.call_later(left, self._ring)
        elif self._drained is not None:
            self._transport.abort()
        elif self._head_open:
            self.refuse(Problem(Kind.SLOW_CALLER, f"the head of the request was not whole after {settings.header_seconds} s"))
        elif visit is not None and not visit.complete:
            self.refuse(Problem(Kind.SLOW_CALLER, f"the body was not whole after {settings.body_seconds} s"))
        else:
            self._transport.close()


def _address(url: bytes) -> tuple[str, bytes]:
    """The path, unquoted, and the query."""
    path, _, query = url.partition(b"?")
    if not path.startswith(b"/"):  # as a proxy is asked, with the whole address; or `*`
        try:
            address = parse_url(url)
        except HttpParserError:
            return path.decode("latin-1"), query
        path, query = address.path or b"/", address.query or b""
    text = path.decode("latin-1")
    return (unquote(text) if "%" in text else text), query
