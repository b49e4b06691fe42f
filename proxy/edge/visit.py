"""One request of a caller and the reply to it, on one connection."""

from __future__ import annotations

import asyncio
import socket
from typing import Protocol

from proxy.call import CallerLeft
from translators.canonical import Kind, Problem

RawHeaders = list[tuple[bytes, bytes]]
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
NO_BODY = frozenset((204, 304))
REASONS = {
    200: b"OK", 204: b"No Content", 400: b"Bad Request", 401: b"Unauthorized", 402: b"Payment Required", 403: b"Forbidden",
    404: b"Not Found", 405: b"Method Not Allowed", 408: b"Request Timeout", 409: b"Conflict", 413: b"Content Too Large",
    415: b"Unsupported Media Type", 422: b"Unprocessable Content", 429: b"Too Many Requests",
    431: b"Request Header Fields Too Large", 500: b"Internal Server Error", 502: b"Bad Gateway", 503: b"Service Unavailable",
    504: b"Gateway Timeout",
}  # fmt: skip


class Line(Protocol):
    """What a visit asks of its connection."""

    date: bytes
    full: bool  # the caller must read before more is written

    @property
    def socket(self) -> socket.socket:
        """What it goes over."""

    def write(self, data: bytes) -> None:
        """Hand it to the socket."""

    def resume(self) -> None:
        """Go on reading what the caller sends."""

    async def drain(self) -> None:
        """Wait until the caller has read enough of what it was sent."""

    def ended(self, visit: Visit) -> None:
        """The reply is whole."""

    def over(self, visit: Visit) -> None:
        """Nothing is being done for it any more."""

    def drop(self) -> None:
        """Hang up at once."""


class Visit:
    """What the connection fills in, what the application reads and writes."""

    __slots__ = (
        "_head",
        "_line",
        "arrived",
        "begun",
        "chunked",
        "complete",
        "ended",
        "expects",
        "fault",
        "headers",
        "keep",
        "left",
        "marks",
        "method",
        "path",
        "pieces",
        "query",
        "task",
        "waiter",
        "waiting",
    )

    def __init__(self, line: Line, arrived: float) -> None:
        self._line = line
        self.arrived = arrived  # when the first byte was read, on the monotonic clock
        self.method = self.path = ""
        self.query = b""
        self.headers: RawHeaders = []  # names in lower case
        self.expects = False  # the caller sends the body only once it is told to
        self.keep = True  # the connection serves on after this
        self.pieces: list[bytes] = []  # of the body, not yet read
        self.waiting = 0  # their bytes
        self.complete = False  # all of the request is here
        self.fault: Problem | None = None  # why it never will be
        self.left = False  # the caller has gone
        self.begun = self.ended = False  # the reply
        self.chunked = True  # a reply whose length nobody knows; else it ends with the connection
        self.marks = b""  # header lines that every reply to this visit carries
        self.task: asyncio.Task[None] | None = None
        self.waiter: asyncio.Future[None] | None = None
        self._head = b""  # of the reply, not yet written

    # ── the request ───────────────────────────────────────────────────

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises Problem when it is larger than the limit or broken, CallerLeft when it never comes."""
        self._check_head(limit)
        if self.expects and not self.complete and not self.waiting:
            self._line.write(CONTINUE)
        size, read = 0, list[bytes]()
        while not self.complete:
            size += self.waiting
            self._check(size, limit)
            read += self.pieces
            self.pieces.clear()
            self.waiting = 0
            self._line.resume()
            await self._wait()
        self._check(size + self.waiting, limit)
        read += self.pieces
        self.pieces.clear()
        return read[0] if len(read) == 1 else b"".join(read)

    def wake(self) -> None:
        """Something has come, or nothing will."""
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def fail(self, problem: Problem) -> None:
        """The rest of the body will never come; whoever reads it is told why."""
        self.keep = False
        self.fault = problem
        self.wake()

    def leave(self) -> None:
        """The caller has gone: whatever is being done for it ends now."""
        self.left = True
        self.wake()
        self.stop()

    def stop(self) -> None:
        """End what is being done for it. In the next turn of the loop: a task that has not begun yet would have no end either."""
        if self.task is not None:
            self.task.get_loop().call_soon(self.task.cancel)

    async def _wait(self) -> None:
        if not (self.left or self.fault or self.waiting):
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        if self.left:
            raise CallerLeft
        if self.fault is not None:
            raise self.fault

    def _check_head(self, limit: int) -> None:
        for name, value in self.headers:
            if name == b"content-length":
                self._check(int(value), limit)
            elif name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
                raise Problem(Kind.WRONG_MEDIA, "content-encoding: a request body must not be compressed")

    def _check(self, size: int, limit: int) -> None:
        if size > limit:
            self.keep = False  # the rest of it stays unread
            raise Problem(Kind.TOO_LARGE, f"the body is over {limit} bytes")

    # ── the reply ─────────────────────────────────────────────────────

    def reply(self, status: int, head: bytes, body: bytes) -> None:
        """The whole reply, in one write. `head` is header lines, each with its end."""
        if self.ended or self.left:
            return
        self.begun = True
        first = self._first_lines(status)
        length = b"" if status in NO_BODY else b"content-length: %d\r\n" % len(body)
        shown = b"" if self.method == "HEAD" or status in NO_BODY else body
        self._line.write(b"%b%b%b\r\n%b" % (first, head, length, shown))
        self._finish()

    def begin(self, status: int, head: bytes) -> None:
        """A reply whose length nobody knows. Its head goes out with its first bytes."""
        self.begun = True
        framing = b"transfer-encoding: chunked\r\n" if self.chunked else b""
        self._head = b"%b%b%b\r\n" % (self._first_lines(status), head, framing)

    def show_head(self) -> None:
        """Now, because the first bytes may be long in coming."""
        head, self._head = self._head, b""
        if head and not self.left:
            self._line.write(head)

    async def write(self, data: bytes) -> None:
        """More of it. Waits while the caller reads too slowly."""
        if self.left or self.ended or not data:
            return
        head, self._head = self._head, b""
        line = self._line
        line.write(b"%b%x\r\n%b\r\n" % (head, len(data), data) if self.chunked else head + data)
        if line.full:
            await line.drain()

    def end(self, data: bytes = b"") -> None:
        """The last of it; who asked for the head alone gets that, and what frames the body is only named in it."""
        if self.ended or self.left:
            return
        head, self._head = self._head, b""
        if self.method == "HEAD":
            last = b""
        elif not self.chunked:
            last = data
        elif data:
            last = b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)
        else:
            last = b"0\r\n\r\n"
        self._line.write(head + last)
        self._finish()

    def cut(self) -> None:
        """It ends here, whole or not, and the connection with it; what was written still goes out."""
        if not self.ended:
            self.keep = False
            self._finish()

    def abandon(self) -> None:
        """Nothing sensible can be said any more."""
        if not self.ended:
            self.ended = True
            if not self.left:  # then the end has come by itself, and what was written before is still on its way
                self._line.drop()

    def over(self) -> None:
        """Nothing is being done for it any more: it has an end by now."""
        self.abandon()
        self._line.over(self)

    @property
    def socket(self) -> socket.socket:
        """What it goes over, for those who want to end it in their own way."""
        return self._line.socket

    def _first_lines(self, status: int) -> bytes:
        if not self.complete:  # what was not read cannot be followed by another request
            self.keep = False
        close = b"" if self.keep else b"connection: close\r\n"
        return b"HTTP/1.1 %d %b\r\n%b%b%b" % (status, REASONS.get(status, b"-"), self._line.date, close, self.marks)

    def _finish(self) -> None:
        self.ended = True
        self._line.ended(self)


def lines(headers: RawHeaders) -> bytes:
    """Headers as lines. A value that would be more than one is a fault of ours, not the caller's to see."""
    head = b"".join([b"%b: %b\r\n" % header for header in headers])
    if head.count(b"\n") != len(headers) or head.count(b"\r") != len(headers) or b"\0" in head:
        raise ValueError("a header must be one line")
    return head
