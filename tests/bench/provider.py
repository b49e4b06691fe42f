"""The provider that streams at a steady rate, and that reads what it is sent to the end."""

from __future__ import annotations

import argparse
import asyncio
from typing import cast

import httptools
import uvloop

from tests.bench import texts

SLOTS = 10  # a period is cut into these, so that the streams do not all speak at the same moment
SMALL = 65_536  # bodies above this are counted, not kept
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


EVENT = chunk(texts.content_event())
END = chunk(texts.last_events()) + b"0\r\n\r\n"


class Beat:
    """Who gets an event when, and how many more."""

    def __init__(self, rate: float, events: int) -> None:
        self.pause = 1 / rate / SLOTS
        self.events = events
        self.slots: list[dict[asyncio.Transport, int]] = [{} for _ in range(SLOTS)]
        self.next_slot = 0

    def begin(self, transport: asyncio.Transport) -> None:
        transport.write(HEAD)
        self.slots[self.next_slot][transport] = self.events
        self.next_slot = (self.next_slot + 1) % SLOTS

    def forget(self, transport: asyncio.Transport) -> None:
        for slot in self.slots:
            slot.pop(transport, None)

    def speak(self, slot: dict[asyncio.Transport, int]) -> None:
        for transport, left in list(slot.items()):
            transport.write(EVENT if left else END)
            if left:
                slot[transport] = left - 1
            else:
                del slot[transport]

    async def keep_time(self) -> None:
        """By the clock, not by pauses: a late slot does not delay the ones after it."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            for slot in self.slots:
                due += self.pause
                await asyncio.sleep(max(0.0, due - loop.time()))
                self.speak(slot)


class Caller(asyncio.Protocol):
    """One connection: a body is read to its end before anything is answered."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self.parser = httptools.HttpRequestParser(self)
        self.length = 0
        self.kept = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.beat.forget(self.transport)

    def on_message_begin(self) -> None:
        self.length, self.kept = 0, b""

    def on_body(self, piece: bytes) -> None:
        self.length += len(piece)
        if self.length <= SMALL:
            self.kept += piece

    def on_message_complete(self) -> None:
        if b'"stream":true' in self.kept or b'"stream": true' in self.kept:
            self.beat.begin(self.transport)
            return
        reply = texts.answer(prompt_tokens=self.length)  # so that a caller sees how much of its body arrived
        self.transport.write(WHOLE % (len(reply), reply))


async def listen(port: int, beat: Beat) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Caller(beat), "127.0.0.1", port, backlog=4096)
    async with server:
        await beat.keep_time()


def main() -> None:
    """Listen until ended."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rate", type=float, default=50.0, help="events a second of one stream")
    options.add_argument("--events", type=int, default=200, help="content events of one stream")
    chosen = options.parse_args()
    uvloop.run(listen(chosen.port, Beat(chosen.rate, chosen.events)))


if __name__ == "__main__":
    main()
