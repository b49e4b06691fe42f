"""What the parser says of a reply, as its bytes are fed to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from proxy.exchange import failures
from proxy.exchange.wire.answer import WireAnswer
from proxy.exchange.wire.patience import FOR_EVER, Waiting
from proxy.exchange.wire.reply_head import kept_for
from translators.canonical import Problem

KEPT = 50.0  # seconds a connection is kept unused: most servers and balancers close after 60


class StrayBytesError(Exception):
    """Something follows a whole reply."""


class Reading(Waiting):
    """Fills one answer after the other. What has to happen to the connection is done elsewhere."""

    __slots__ = ("_ended", "_head", "_head_from", "_idle", "_keep", "_kept", "_parser", "answer")

    def __init__(self, loop: asyncio.AbstractEventLoop, now: Callable[[], float]) -> None:
        super().__init__(loop, now)
        self.answer: WireAnswer | None = None
        self._parser: HttpResponseParser | None = HttpResponseParser(self)
        self._head = b""
        self._head_from = 0  # where in it the newest of several heads begins
        self._ended = False  # the reply is whole
        self._keep = False  # and the connection may be used again
        self._kept = KEPT
        self._idle = FOR_EVER

    def feed(self, answer: WireAnswer, data: bytes) -> Problem | None:
        """Some of a reply. What is wrong with it, if anything is."""
        if self._parser is None:
            return None
        if not answer.status:
            self._head = data if not self._head else self._head + data
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self._ended:
                cause = error.__context__
                return cause if isinstance(cause, Problem) else failures.bad_reply(answer.ask.provider, f"malformed HTTP: {error}")
            self._keep = False  # the reply is whole, but something follows it
        if not answer.status and len(self._head) > answer.ask.bounds.header_bytes:
            return failures.bad_reply(answer.ask.provider, "a head larger than is allowed")
        return None

    def pause(self) -> None:
        """The reader is slow: no more for now."""
        raise NotImplementedError

    # ── called by the parser ──────────────────────────────────────────

    def on_message_begin(self) -> None:
        """The first byte of a reply, or of something after it."""
        answer = self.answer
        if self._ended or answer is None:
            raise StrayBytesError
        answer.first_byte_at = answer.last_byte_at = self._heard = now = self._now()
        self._limit = self._idle
        if now + self._idle < self._armed_at:
            self.hurry(now)

    def on_headers_complete(self) -> None:
        """A head is whole: an interim one is forgotten, any other is the reply's."""
        answer, parser = self.answer, self._parser
        if answer is None or parser is None:
            return
        status = parser.get_status_code()
        head, start = self._head, self._head_from
        end = head.find(b"\r\n\r\n", start)
        if end < 0 or not head.startswith(b"HTTP/1.", start):
            raise failures.bad_reply(answer.ask.provider, "no HTTP/1 reply")
        if end > answer.ask.bounds.header_bytes:
            raise failures.bad_reply(answer.ask.provider, "a head larger than is allowed")
        if status < 200:
            self._interim(answer, status, end + 4)
            return
        head = head[start:end]
        self._head, self._head_from = b"", 0
        lower = head.lower()
        if b"\r\nkeep-alive:" in lower:
            self._kept = kept_for(head, KEPT)
        answer.begun(status, head, b"\r\ncontent-encoding:" in lower)

    def on_body(self, data: bytes) -> None:
        """Some of the body."""
        answer = self.answer
        if answer is None:
            return
        answer.last_byte_at = self._heard = self._now()
        answer.parts.append(data)
        answer.room -= len(data)
        if answer.room < 0 and not answer.crowded():
            self.pause()
        if answer.waiter is not None and not answer.whole:
            answer.wake()

    def on_message_complete(self) -> None:
        """The reply is whole, unless it was an interim one."""
        answer, parser = self.answer, self._parser
        if answer is None or parser is None or not answer.status:
            return
        self._ended = True
        self._keep = parser.should_keep_alive()

    def _interim(self, answer: WireAnswer, status: int, end: int) -> None:
        if status < 100 or status == 101:
            raise failures.bad_reply(answer.ask.provider, f"status {status}, which was not asked for")
        self._head_from = end
        self._heard, self._limit = answer.sent_at, answer.ask.patience.first_byte or FOR_EVER  # still no answer
        answer.first_byte_at = 0.0
