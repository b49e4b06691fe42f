"""One HTTP/1.1 connection: a request out, a reply in, and free for the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from proxy.exchange import failures
from proxy.exchange.exchange import Ask, Origin
from proxy.exchange.wire.answer import WireAnswer
from proxy.exchange.wire.patience import FOR_EVER
from proxy.exchange.wire.reading import Reading
from proxy.outbox import Outbox
from translators.canonical import Problem

JOINED = 65_536  # a body up to this is copied behind its head, a larger one is handed over as it is


class Owner(Protocol):
    """Who is told what becomes of a connection."""

    def released(self, connection: Connection) -> None:
        """It is free for another request."""

    def gone(self, connection: Connection) -> None:
        """It can no longer be used."""


class Connection(Reading, asyncio.Protocol):
    """Carries one exchange at a time. Between two, `answer` is None."""

    __slots__ = (
        "_closed",
        "_outbox",
        "_owner",
        "_paused",
        "_transport",
        "_unsent",
        "_written",
        "adopted",
        "alive",
        "origin",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        now: Callable[[], float],
        *,
        owner: Owner,
        closed: Callable[[Connection], None],
        origin: Origin,
        outbox: Outbox,
    ) -> None:
        super().__init__(loop, now)
        self.origin = origin
        self.alive = True
        self.adopted = False  # until then its slot is in the hands of whoever dials
        self._outbox = outbox
        self._owner = owner
        self._closed = closed
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._unsent = 0
        self._written = True

    # ── a request goes out ────────────────────────────────────────────

    def begin(self, ask: Ask, head: bytes, total_at: float, reused: bool) -> WireAnswer:
        """Write the request; what comes back will be in the answer."""
        answer = self.answer = WireAnswer(self, self._loop, ask, reused)
        answer.sent_at = self._heard = now = self._now()
        patience = ask.patience
        self._limit = limit = patience.first_byte or FOR_EVER
        self._idle = patience.idle or FOR_EVER
        self._total_at = total_at
        self._ended = False
        if now + limit < self._armed_at or total_at < self._armed_at:
            self.hurry(now)
        transport = self._transport
        assert transport is not None  # noqa: S101  a connection is only handed out once it is made
        body = ask.body
        size = len(body)
        if size <= JOINED:
            self._written = False
            self._outbox.put(self, b"%b%d\r\n\r\n%b" % (head, size, body))
            return answer
        transport.writelines((b"%b%d\r\n\r\n" % (head, size), body))
        return answer

    def write(self, data: bytes) -> None:
        """Called by the outbox, when the turn of the loop is over."""
        self._written = True
        if self._transport is not None:
            self._transport.write(data)

    def is_closing(self) -> bool:
        """Asked by the outbox."""
        return not self.alive

    # ── what the socket says ──────────────────────────────────────────

    def pause_writing(self) -> None:
        """The request is larger than the socket takes at once."""
        if self._transport is not None:
            self._unsent = self._transport.get_write_buffer_size()

    def resume_writing(self) -> None:
        """Now the request is out, and the wait for its answer begins."""
        self._unsent = 0
        if self.answer is not None and not self.answer.first_byte_at:
            self.answer.sent_at = self._heard = self._now()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The transport of this connection's life."""
        self._transport = cast("asyncio.Transport", transport)  # TCP and TLS have no other kind

    def data_received(self, data: bytes) -> None:
        """Feed the parser; whatever it means to the waiting task is told once."""
        answer = self.answer
        if answer is None:  # nobody asked: whatever this is, it is not an answer
            self.drop()
            return
        if not self._written:  # it was said before the question: an old connection's farewell, not an answer
            self._lost(None)
            return
        problem = self.feed(answer, data)
        if problem is not None:
            self.fail(problem)
        elif self._ended:
            self._finish()

    def eof_received(self) -> None:
        """The far side has said all it will. A body without a length ends here, anything else is cut."""
        answer = self.answer
        if answer is not None and answer.status and answer.ends_with_connection():
            self._ended, self._keep = True, False
            self._finish()
            return
        self._lost(None)

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is closed, by whomever."""
        self._lost(error)
        if self.adopted:
            self._closed(self)

    # ── ends ──────────────────────────────────────────────────────────

    def fail(self, problem: Problem) -> None:
        """The exchange has failed: its reader is told, the connection is of no more use."""
        answer, self.answer = self.answer, None
        self.drop()
        if answer is not None:
            answer.failed(problem)

    def drop(self) -> None:
        """Close at once. What was being read or written is abandoned."""
        if not self.alive:
            return
        self.alive = False
        self.answer = self._parser = None  # the parser holds our methods: a circle
        self.rest()
        if self._transport is not None:
            self._transport.abort()
        if self.adopted:
            self._owner.gone(self)

    def pause(self) -> None:
        """The reader is slow: no more for now."""
        if self._transport is not None:
            self._limit = FOR_EVER  # the silence is now ours
            self._transport.pause_reading()
            self._paused = True

    def resume(self) -> None:
        """The reader has caught up."""
        if not self.alive or self._transport is None or self.answer is None:
            return
        self._heard = now = self._now()
        self._limit = self._idle
        self.hurry(now)
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    def _finish(self) -> None:
        answer, self.answer = self.answer, None
        transport = self._transport
        if answer is None or transport is None:
            return
        if self._keep and self._kept > 0.0 and not transport.get_write_buffer_size():
            if self._paused:
                self._paused = False
                transport.resume_reading()  # to hear of its end while nobody uses it
            self._limit, self._total_at = self._kept, FOR_EVER
            if self._heard + self._kept < self._armed_at:
                self.hurry(self._heard)
            self._owner.released(self)
        else:
            self.drop()
        answer.ended()

    def _lost(self, error: Exception | None) -> None:
        answer = self.answer
        if answer is None:
            self.drop()
        elif answer.status:
            self.fail(failures.cut_off(answer.ask.provider, "its answer"))
        elif answer.first_byte_at or self._head_from:  # an interim reply is a sign of life too
            self.fail(failures.cut_off(answer.ask.provider, "the head of its answer"))
        else:
            answer.untouched = True
            provider = answer.ask.provider
            self.fail(failures.unreachable(provider, error) if isinstance(error, OSError) else failures.silent(provider))

    # ── time ──────────────────────────────────────────────────────────

    def still_moving(self) -> bool:
        """A large request on its way is not a slow answer, as long as some of it goes out."""
        if not self._unsent or self._transport is None:
            return False
        before, self._unsent = self._unsent, self._transport.get_write_buffer_size()
        return self._unsent < before

    def out_of_time(self, *, total: bool) -> None:
        """Nobody used it for too long, or its answer takes too long."""
        if self.answer is None:
            self.drop()
        else:
            self.fail(self.answer.out_of_time(total))
