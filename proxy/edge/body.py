"""The body of a request, read once and within bounds. How long it may take is the connection's business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from translators.canonical import Kind, Problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = Iterable[tuple[bytes, bytes]]


class CallerLeft(Exception):  # noqa: N818  nobody is there to be told: it is not an error
    """The connection ended before the request did."""


@dataclass(frozen=True, slots=True)
class Body:
    """Reads what the caller sends, up to a limit that is checked before the first byte where the caller says how much comes."""

    receive: Receive
    headers: RawHeaders
    limit: int

    async def read(self) -> bytes:
        """All of it."""
        self._check_head()
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
        first: bytes = message["body"]
        if not message["more_body"]:
            self._check(len(first))
            return first
        return await self._rest(first)

    async def _rest(self, first: bytes) -> bytes:
        pieces, size, more = [first], len(first), True
        while more:
            self._check(size)
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise CallerLeft
            pieces.append(message["body"])
            size += len(message["body"])
            more = message["more_body"]
        self._check(size)
        return b"".join(pieces)

    def _check_head(self) -> None:
        for name, value in self.headers:
            if name == b"content-length":
                self._check(int(value))
            elif name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
                raise Problem(Kind.WRONG_MEDIA, "content-encoding: a request body must not be compressed")

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise Problem(Kind.TOO_LARGE, f"the body is over {self.limit} bytes")
