"""What a caller says: bytes to visits, with a deadline and a bound for every part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from config.schema import ServerTable
from proxy.edge.address import address
from proxy.edge.alarm import Alarm
from proxy.edge.passed_over import Ears, PassedOver, head_again
from proxy.edge.visit import Line, Visit
from translators.canonical import Kind, Problem

HEAD_BYTES = 65_536  # of one request, and of whatever else is sent that is no body
UNREAD_BYTES = 262_144  # of a body nobody reads yet
LINGER_SECONDS = 2.0  # in which a caller may read why it was refused, though it goes on sending
NOT_HTTP = "this is not well-formed HTTP/1.1"
NOT_ONE_HOST = "a request must say once, and only once, which host it is for (the Host header)"  # RFC 9112, 3.2
NOTED = frozenset((b"host", b"expect"))


class Listener(Line, Protocol):
    """Whom it is told to."""

    def came(self, visit: Visit) -> None:
        """The head of a request is whole."""

    def refuse(self, problem: Problem) -> None:
        """What comes next cannot be understood, or never came."""


class Hearing:
    """Of one connection. Once deaf, it still reads, so that the caller is seen to leave, but listens to nothing."""

    __slots__ = (
        "_alarm", "_feed", "_fruitless", "_head_open", "_hosts", "_line", "_parser", "_paused", "_read_at", "_settings", "_starting",
        "_transport", "_url", "_waits", "deaf", "visit",
    )  # fmt: skip

    def __init__(self, line: Listener, loop: asyncio.AbstractEventLoop, settings: Callable[[], ServerTable]) -> None:
        self.deaf = False
        self.visit: Visit | None = None  # whose body is being read: the newest
        self._line = line
        self._settings = settings
        self._transport: asyncio.Transport
        self._starting = Visit(line, 0.0)  # whose head is being read
        self._url = b""
        self._head_open = False  # a head has begun, but is not whole
        self._hosts = 0  # times it says which host is meant
        self._waits = False  # for the rest of a head or a body, and has not set a deadline yet
        self._fruitless = 0  # bytes since the last that completed a head or were a body
        self._read_at = 0.0
        self._paused = False
        self._alarm = Alarm(loop, self._late)
        self._feed: Callable[[bytes], None]
        self._parser: HttpRequestParser
        self._listen(self)

    def begin(self, transport: asyncio.Transport) -> None:
        """A caller has come; it has as long to send a first request as it would have between two."""
        self._transport = transport
        settings = self._settings()
        self._alarm.within(max(settings.keep_alive_seconds, settings.header_seconds))

    def hear(self, data: bytes) -> None:
        """The time in the gateway counts from here."""
        self._read_at = monotonic()
        self._fruitless += len(data)
        offered = 0
        try:
            self._feed(data)
        except HttpParserUpgrade as upgrade:
            offered = upgrade.args[0]
        except HttpParserCallbackError as error:
            if not isinstance(error.__context__, Problem):
                raise
            self._line.refuse(error.__context__)
        except HttpParserError:
            self._line.refuse(Problem(Kind.INVALID_REQUEST, NOT_HTTP))
        if self._waits:
            self._wait()
        if offered:
            self._stay(self._starting, data[offered:])
        elif self._fruitless > HEAD_BYTES:
            self._line.refuse(_head_too_large())

    # ── what the parser says ──────────────────────────────────────────

    def on_message_begin(self) -> None:
        """A request begins: its head must be whole before the deadline."""
        self._head_open = self._waits = True
        self._url = b""
        self._hosts = 0
        self._starting = Visit(self._line, self._read_at)

    def on_url(self, url: bytes) -> None:
        """Some of the address."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. What follows a body looks like one and is none: nobody shall find a key there."""
        if not self._head_open:
            return
        name = name.lower()
        self._starting.headers.append((name, value))
        if name in NOTED:
            if name == b"host":
                self._hosts += 1
            elif value.lower() == b"100-continue":
                self._starting.expects = True

    def on_headers_complete(self) -> None:
        """The head is whole: it can be answered. The body has a deadline of its own."""
        visit, parser = self._starting, self._parser
        if self._fruitless > HEAD_BYTES and len(self._url) + sum(len(n) + len(v) + 4 for n, v in visit.headers) > HEAD_BYTES:
            raise _head_too_large()
        settings, version = self._settings(), parser.get_http_version()
        self._fruitless = 0
        self._head_open = False
        visit.method = parser.get_method().decode("latin-1")
        visit.path, visit.query = address(self._url)
        if self._hosts != 1 and (self._hosts or version == "1.1"):
            raise Problem(Kind.INVALID_REQUEST, NOT_ONE_HOST)
        if version == "1.1":
            visit.keep = parser.should_keep_alive() and settings.keep_alive_seconds > 0
        elif version == "1.0":
            visit.keep = visit.chunked = visit.expects = False
        else:
            raise Problem(Kind.INVALID_REQUEST, f"HTTP/{version}: this gateway speaks HTTP/1.1")
        self._waits = True
        self._line.came(visit)
        self.visit = visit

    def on_body(self, data: bytes) -> None:
        """Some of the body. What nobody reads yet is held up to a bound."""
        self._fruitless = 0
        visit = self.visit
        if visit is None:
            return
        visit.pieces.append(data)
        visit.waiting += len(data)
        if visit.waiter is not None:
            visit.wake()
        elif visit.waiting > UNREAD_BYTES:
            self.pause()

    def on_message_complete(self) -> None:
        """The request is whole; how long the answer takes is not the caller's business."""
        self._fruitless = 0
        self._waits = False
        visit = self.visit
        if visit is None:
            return
        visit.complete = True
        self._alarm.off()
        if visit.waiter is not None:
            visit.wake()

    # ── what the connection asks ──────────────────────────────────────

    @property
    def halfway(self) -> bool:
        """May there be more of something that we do not want to hear any more?"""
        return self.deaf or self._head_open or (self.visit is not None and not self.visit.complete)

    def pause(self) -> None:
        """Read nothing for now."""
        if not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Go on reading. Time in which we did not read is not held against the caller."""
        if not self._paused or self._transport.is_closing():
            return
        self._paused = False
        self._transport.resume_reading()
        self._wait()

    def idle(self) -> None:
        """All is answered: another request may come, if it comes soon."""
        self.resume()
        if not self._head_open:
            self._alarm.within(self._settings().keep_alive_seconds)

    def deafen(self) -> None:
        """Listen no more."""
        self.deaf = True
        self._feed = _ignore
        self._waits = False
        self.resume()
        self._alarm.off()

    def linger(self) -> None:
        """The last word is said; there is a moment left to read it."""
        self.deafen()
        self._alarm.within(LINGER_SECONDS)

    def stop(self) -> None:
        """Nobody is there any more."""
        self.visit = None
        self._alarm.stop()

    # ── how it goes on ────────────────────────────────────────────────

    def _listen(self, ears: Ears) -> None:
        self._parser = HttpRequestParser(ears)
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)  # what follows a last request is ignored, not an error
        self._feed = self._parser.feed_data

    def _stay(self, visit: Visit, rest: bytes) -> None:
        """No other protocol is spoken here; whoever offers one is answered in this one."""
        again = head_again(visit)
        if visit.method == "CONNECT":
            visit.keep = False
            self.deafen()
        elif again:
            visit.complete = False
            self._waits = True
            self._listen(PassedOver(self))
            self.hear(again + rest)
        else:
            self._listen(self)
            self.hear(rest)

    def _wait(self) -> None:
        """For what is not whole yet: a deadline, however slowly the bytes come."""
        self._waits = False
        if self._head_open:
            self._alarm.within(self._settings().header_seconds)
        elif self.visit is not None and not self.visit.complete:
            self._alarm.within(self._settings().body_seconds)

    def _late(self) -> None:
        settings = self._settings()
        if self._paused or self._transport.is_closing():
            return
        if self.deaf:
            self._transport.abort()
        elif self._head_open:
            self._line.refuse(Problem(Kind.SLOW_CALLER, f"the head of the request was not whole after {settings.header_seconds} s"))
        elif self.visit is not None and not self.visit.complete:
            self._line.refuse(Problem(Kind.SLOW_CALLER, f"the body was not whole after {settings.body_seconds} s"))
        else:
            self._transport.close()


def _head_too_large() -> Problem:
    return Problem(Kind.TOO_LARGE, f"the request's head is over {HEAD_BYTES} bytes", status=431)


def _ignore(data: bytes) -> None:
    """What is said now is not heard."""
