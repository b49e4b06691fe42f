"""A caller of streams: asks, counts every event, and notices when one is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import httptools

from tests.bench import texts

SOURCES = ("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5")
AT_ONCE = 100  # connections being made
LOOK = 0.05  # seconds between two looks
CARRIED = len(texts.MARK) - 1  # what may be the beginning of a mark that goes on in the next piece


@dataclass(slots=True)
class Tally:
    """What all callers have seen together."""

    again: bool = True  # ask again when a stream ends?
    events: int = 0
    begun: int = 0
    finished: int = 0
    lost: int = 0  # connections closed by the other side
    faults: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return self.begun == self.finished


class Listener(asyncio.Protocol):
    """One caller on one connection: a stream, then the next. Its streams must have `expected` events, if it knows."""

    def __init__(self, tally: Tally, request: bytes, expected: int | None = None) -> None:
        self.tally = tally
        self.request = request
        self.expected = expected
        self.parser = httptools.HttpResponseParser(self)
        self.events = 0
        self.before = self.end = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.ask()

    def ask(self) -> None:
        self.tally.begun += 1
        self.events = 0
        self.before = self.end = b""
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.tally.lost += 1

    def on_headers_complete(self) -> None:
        if (status := self.parser.get_status_code()) != 200:
            self.tally.faults.append(f"status {status}")

    def on_body(self, piece: bytes) -> None:
        joined = self.before + piece
        count = joined.count(texts.MARK)
        self.events += count
        self.tally.events += count
        self.before = joined[-CARRIED:]
        self.end = (self.end + piece)[-len(texts.DONE) :]

    def on_message_complete(self) -> None:
        self.tally.finished += 1
        if self.expected is not None and (self.events != self.expected or self.end != texts.DONE):
            self.tally.faults.append(f"{self.events} events of {self.expected}, ending in {self.end!r}")
        if self.tally.again:
            self.ask()


async def call(port: int, number: int, tally: Tally, request: bytes, *, expected: int | None = None) -> list[Listener]:
    """Connect them all, some at a time, each from one of several loopback addresses: ports are per address."""
    loop = asyncio.get_running_loop()

    async def connect(source: str) -> Listener:
        made = await loop.create_connection(lambda: Listener(tally, request, expected), "127.0.0.1", port, local_addr=(source, 0))
        return made[1]

    made: list[Listener] = []
    while len(made) < number:
        batch = min(AT_ONCE, number - len(made))
        made += await asyncio.gather(*(connect(SOURCES[place % len(SOURCES)]) for place in range(batch)))
    return made


async def until(done: Callable[[], bool], seconds: float) -> None:
    """Look again and again, for so long at most."""
    for _ in range(int(seconds / LOOK)):
        if done():
            return
        await asyncio.sleep(LOOK)


async def hang_up(listeners: list[Listener]) -> None:
    """Close every connection, and stay until that is done."""
    for listener in listeners:
        listener.transport.close()
    await asyncio.sleep(0.1)
