"""An exchange that answers from a can, on a clock that moves only when the can says so."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from proxy.exchange.exchange import Answer, Ask

Piece = bytes | float | BaseException | None  # bytes that come, seconds that pass, what happens instead of more, or nothing for ever


@dataclass(slots=True)
class Clock:
    """Time."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


class CannedAnswer:
    """One reply, piece by piece."""

    def __init__(
        self,
        *pieces: Piece,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        clock: Clock | None = None,
        before: float = 0.0,
        reused: bool = True,
    ) -> None:
        self.status = status
        self.headers: Mapping[str, str] = headers or {}
        self.reused = reused
        self.clock = clock or Clock()
        self.before = before  # seconds until the head
        self.sent_at = self.first_byte_at = self.last_byte_at = self.clock.now
        self.pieces = list(pieces)
        self.closed = 0

    def begin(self) -> None:
        """The request is out, the head comes."""
        self.sent_at = self.clock.now
        self.clock.now += self.before
        self.first_byte_at = self.last_byte_at = self.clock.now

    async def chunks(self) -> AsyncIterator[bytes]:
        """As the can has them."""
        while self.pieces:
            match self.pieces.pop(0):
                case bytes() as data:
                    self.last_byte_at = self.clock.now
                    yield data
                case float() as seconds:
                    self.clock.now += seconds
                case BaseException() as error:
                    raise error
                case None:
                    await asyncio.get_running_loop().create_future()

    async def read(self) -> bytes:
        """All of it."""
        return b"".join([piece async for piece in self.chunks()])

    async def close(self) -> None:
        """Counted."""
        self.closed += 1


@dataclass
class CannedExchange:
    """Answers one ask after the other."""

    replies: list[CannedAnswer | BaseException]
    asks: list[Ask] = field(default_factory=list)

    async def send(self, ask: Ask) -> Answer:
        """The next can."""
        self.asks.append(ask)
        reply = self.replies.pop(0)
        if isinstance(reply, BaseException):
            raise reply
        reply.begin()
        return reply

    async def close(self) -> None:
        """Nothing is open."""


def canned(*replies: CannedAnswer | BaseException) -> CannedExchange:
    """With these replies, in this order."""
    return CannedExchange(list(replies))


def cut(body: bytes, seed: object) -> list[bytes]:
    """The same bytes, cut anywhere: one by one, in handfuls, at once."""
    chance, pieces = random.Random(str(seed)), []
    while body:
        size = chance.choice([1, 2, 7, 100, 1000, len(body)])
        pieces.append(body[:size])
        body = body[size:]
    return pieces
