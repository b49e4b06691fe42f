"""One HTTP exchange with a provider: what is asked, what comes back, how long we wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from msgspec import Struct

from config.credentials import Credential


class Origin(Struct, frozen=True):
    """Where a provider listens. Connections are pooled by it."""

    scheme: str  # "http" | "https"
    host: str  # a name, an IPv4 or an IPv6 address without brackets
    port: int


class Patience(Struct, frozen=True):
    """How long each part of an exchange may take, in seconds; zero is for ever."""

    connect: float = 10.0
    first_byte: float = 30.0  # from the request sent to the first byte of the reply
    idle: float = 60.0  # between two reads of the body
    total: float = 600.0


class Bounds(Struct, frozen=True):
    """How much one provider may take of us."""

    connections: int = 1000  # open at once
    queue: int = 1000  # calls that may wait for a connection; one more is PROVIDER_BUSY
    queue_wait: float = 10.0  # seconds
    header_bytes: int = 65_536
    body_bytes: int = 268_435_456  # of one reply; also what a compressed body may unpack to
    buffer_bytes: int = 262_144  # of a reply whose reader is slow, before we stop reading from the provider


class Load(Struct, frozen=True):
    """How much of its bounds one provider takes at this moment."""

    in_use: int  # connections that carry an exchange, or are being made
    kept: int  # connections nobody uses
    waiting: int  # calls in the queue


class Ask(Struct, frozen=True):
    """A request, ready to be sent. Host, content-length and connection headers are the exchange's own."""

    provider: str  # connection bounds are counted by this name
    origin: Origin
    path: str  # with its query
    headers: tuple[tuple[str, str], ...]
    body: bytes
    patience: Patience
    bounds: Bounds
    method: str = "POST"
    whole: bool = False  # the reply will be read in one piece: `send` may then wait for all of it, and wake the caller once
    credential: Credential | None = None  # a token got with it goes along


class Answer(Protocol):
    """A reply whose head has arrived."""

    status: int
    reused: bool  # it came over a kept connection
    sent_at: float  # time.monotonic() when the request had been handed to the socket
    first_byte_at: float  # time.monotonic() when the first byte of its head came
    last_byte_at: float  # time.monotonic() when the newest bytes of the reply were read: the head, later the body

    @property
    def headers(self) -> Mapping[str, str]:
        """Names in lower case; a repeated one is joined by ", "."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, decompressed if need be. Raises Problem when it is cut, stalls or is too large."""

    async def read(self) -> bytes:
        """The whole body. Raises Problem likewise."""

    async def close(self) -> None:
        """Give the connection back if the body was read to its end, else drop it. May be called twice."""


class Exchange(Protocol):
    """The only way to a provider. What fails before the head raises Problem."""

    async def send(self, ask: Ask) -> Answer:
        """Send, and wait for the head of the reply. Cancelling it drops the connection."""

    async def close(self) -> None:
        """Close every connection."""
