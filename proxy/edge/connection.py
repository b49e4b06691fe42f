"""One caller's connection: uvicorn's, with deadlines, a bound on the head, our own errors, and word when the caller leaves."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from config.schema import ServerTable
from translators.canonical import Kind, Problem
from translators.openai_chat import TRANSLATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle


HEAD_BYTES = 65_536  # of one request
STALL_SECONDS = 60.0  # in which a caller reads nothing of what it is sent


class CallerConnection(HttpToolsProtocol):
    """Timers cost nothing per request: one is armed per connection, and looks again when it rings too early."""

    settings: Callable[[], ServerTable]  # as they are now

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._task: asyncio.Task[None] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._head_open = True
        self._head_bytes = 0
        self._read_at = 0.0
        self._stalled = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A caller has come; it has as long to send a first request as it would have between two."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._watch(self.settings().keep_alive_seconds)

    def data_received(self, data: bytes) -> None:
        """Note when it was read: the time in the gateway counts from here."""
        self._read_at = monotonic()
        super().data_received(data)
        if self._head_open and self.parser is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(Problem(Kind.TOO_LARGE, f"the request's head is over {HEAD_BYTES} bytes", status=431))

    def on_message_begin(self) -> None:
        """A request begins: its head must be whole before the deadline."""
        super().on_message_begin()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope["modelbridge.arrived"] = self._read_at
        self._watch(self.settings().header_seconds)

    def on_headers_complete(self) -> None:
        """The head is whole. The body has a deadline of its own."""
        self._head_open = False
        self._watch(self.settings().body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; how long the answer takes is not the connection's business."""
        super().on_message_complete()
        self._head_open = True
        self._head_bytes = 0
        self._deadline = 0.0

    def on_response_complete(self) -> None:
        """The answer has been handed to the socket."""
        self._task = None
        super().on_response_complete()
        self._unset_keepalive_if_required()  # ours watches instead
        if self._head_open and self._deadline == 0.0:
            self._watch(self.settings().keep_alive_seconds)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        task = self.loop.create_task(cycle.run_asgi(app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
        self._task = task

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller has left: whatever is being done for it ends now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        unfinished = self.cycle is not None and not self.cycle.response_complete
        super().connection_lost(exc)
        if unfinished and self._task is not None:
            self._task.cancel()
        self._task = None

    def pause_writing(self) -> None:
        """The caller reads slowly. It may, but not for ever."""
        super().pause_writing()
        self._stalled = True
        self._watch(STALL_SECONDS)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if self._stalled:
            self._stalled = False
            self._deadline = 0.0

    def send_400_response(self, msg: str) -> None:
        """What came is not HTTP."""
        self._refuse(Problem(Kind.INVALID_REQUEST, f"{msg.rstrip('.')}: not well-formed HTTP/1.1"))

    def _watch(self, seconds: float) -> None:
        self._deadline = self.loop.time() + seconds
        if self._timer is None or self._timer.when() > self._deadline:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self.loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._deadline == 0.0 or self.transport.is_closing():
            return
        left = self._deadline - self.loop.time()
        if left > 0.001:
            self._timer = self.loop.call_later(left, self._ring)
        elif self._stalled:
            self.transport.abort()
        elif self.cycle is not None and not self.cycle.response_complete:
            self._refuse(Problem(Kind.SLOW_CALLER, f"the body was not whole after {self.settings().body_seconds} s"))
        elif self._head_bytes:
            self._refuse(Problem(Kind.SLOW_CALLER, f"the head of the request was not whole after {self.settings().header_seconds} s"))
        else:
            self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        """Say why, in JSON, and hang up."""
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            body = orjson.dumps(TRANSLATOR.write_problem(problem))
            head = b"content-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
            self.transport.write(STATUS_LINE[problem.status] + head + body)
        self.transport.close()
