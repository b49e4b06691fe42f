"""The network under httpx, watched: when the first byte came, whether any did, and whether something follows a reply."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable

import httpcore
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser


class UntouchedError(httpcore.ReadError):
    """The connection ended before a byte of the reply came."""


class StrayBytesError(Exception):
    """Something follows a whole reply."""


class Framing:
    """Reads along, only to see where replies end: httpcore would take what follows one for the next."""

    __slots__ = ("_over", "_parser", "headed", "spoiled")

    def __init__(self) -> None:
        self.spoiled = False
        self.headed = False  # the head of the reply under way is whole
        self._over = False
        self._parser = HttpResponseParser(self)

    def sent(self) -> None:
        """A request goes out: another reply may come."""
        self._over = self.headed = False

    def came(self, data: bytes) -> None:
        """Some of a reply."""
        if self.spoiled:
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self.spoiled = True

    def on_message_begin(self) -> None:
        """Called by the parser."""
        if self._over:
            raise StrayBytesError

    def on_headers_complete(self) -> None:
        """Called by the parser."""
        self.headed = self._parser.get_status_code() >= 200

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self._over = self._parser.get_status_code() >= 200


class Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, inner: httpcore.AsyncNetworkStream, now: Callable[[], float]) -> None:
        self._inner = inner
        self._now = now
        self._framing = Framing()
        self.first_byte_at = self.last_byte_at = 0.0  # of the reply under way; zero while nothing came
        self.ended = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """What comes. An end before anything came is an error of its own."""
        try:
            data = await self._inner.read(max_bytes, timeout)
        except httpcore.ReadError as error:
            self.ended = True
            if not self.first_byte_at:
                raise UntouchedError(str(error)) from error
            raise
        if data:
            self.last_byte_at = self._now()
            self.first_byte_at = self.first_byte_at or self.last_byte_at
            self._framing.came(data)
            return data
        self.ended = True
        if not self.first_byte_at:
            raise UntouchedError("closed without an answer")
        if not self._framing.headed and not self._framing.spoiled:
            raise httpcore.ReadError("closed inside the head")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  httpcore's signature
        """A request, or a piece of one."""
        self.first_byte_at = 0.0
        self._framing.sent()
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
    ) -> Stream:
        """The same connection, encrypted from here on."""
        try:
            return Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout), self._now)
        except BaseException:
            await self._inner.aclose()  # httpcore does so for errors, but not when it is cancelled
            raise

    def get_extra_info(self, info: str) -> object:
        """httpcore does not keep a connection that is readable while nobody uses it; one with stray bytes must not be kept either."""
        if info == "is_readable" and self._framing.spoiled:
            return True
        return self._inner.get_extra_info(info)


class Network(httpcore.AsyncNetworkBackend):
    """Opens watched connections."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, now: Callable[[], float]) -> None:
        self._inner = inner
        self._now = now

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> Stream:
        """A TCP connection."""
        return Stream(await self._inner.connect_tcp(host, port, timeout, local_address, socket_options), self._now)
