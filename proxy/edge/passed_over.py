"""An offer of another protocol, passed over: the parser stops at one and takes the body for the other protocol's, so a new one goes on."""

from __future__ import annotations

from typing import Protocol

from proxy.edge.visit import Visit

FRAMING = (b"content-length", b"transfer-encoding")


class Ears(Protocol):
    """What a parser tells."""

    def on_message_begin(self) -> None:
        """A request begins."""

    def on_url(self, url: bytes) -> None:
        """Some of the address."""

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""

    def on_headers_complete(self) -> None:
        """The head is whole."""

    def on_body(self, data: bytes) -> None:
        """Some of the body."""

    def on_message_complete(self) -> None:
        """The request is whole."""


def head_again(visit: Visit) -> bytes:
    """The head of a request that has a body, without the offer; nothing if it has none."""
    framing = b"".join([b"%b: %b\r\n" % header for header in visit.headers if header[0] in FRAMING])
    return b"POST / HTTP/1.1\r\n%b\r\n" % framing if framing else b""


class PassedOver:
    """Tells everything but the first head, which has been told before."""

    __slots__ = ("_ears", "_told")

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._told = True

    def on_message_begin(self) -> None:
        """A request begins."""
        if not self._told:
            self._ears.on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Some of the address."""
        if not self._told:
            self._ears.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        if not self._told:
            self._ears.on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        if not self._told:
            self._ears.on_headers_complete()
        self._told = False

    def on_body(self, data: bytes) -> None:
        """Some of the body."""
        self._ears.on_body(data)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._ears.on_message_complete()
