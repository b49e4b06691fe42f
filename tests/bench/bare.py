"""The bare client: uvicorn and httptools and nothing between them, the floor of what Python can do.

Not a gateway: no key is read, no field is checked, no time is limited, nothing is counted.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import httptools
import uvicorn

Message = MutableMapping[str, Any]
WHOLE = [(b"content-type", b"application/json")]
STREAM = [(b"content-type", b"text/event-stream")]


class Connection(asyncio.Protocol):
    """One kept connection to the provider, one reply at a time."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.pieces: deque[bytes] = deque()
        self.complete = False
        self.at_once = False  # wake the reader for every piece?
        self.waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def ask(self, body: bytes, *, at_once: bool) -> None:
        self.complete, self.at_once = False, at_once
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: bare\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self.transport.write(head % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)
        if self.waiter is not None and (self.complete or (self.at_once and self.pieces)):
            waiter, self.waiter = self.waiter, None
            if not waiter.done():
                waiter.set_result(None)

    def on_body(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.complete = True

    async def more(self) -> None:
        self.waiter = asyncio.get_running_loop().create_future()
        await self.waiter


class Bare:
    """The ASGI application: take, ask, give."""

    def __init__(self, provider: int) -> None:
        self.provider = provider
        self.free: list[Connection] = []

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        message = await receive()
        body: bytes = message["body"]
        if message["more_body"]:
            body = await rest(body, receive)
        connection = self.free.pop() if self.free else await self.connect()
        streaming = b'"stream":true' in body[-200:]
        connection.ask(body, at_once=streaming)
        await (stream if streaming else whole)(connection, send)
        self.free.append(connection)

    async def connect(self) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", self.provider)
        return connection


async def rest(first: bytes, receive: Callable[[], Awaitable[Message]]) -> bytes:
    pieces = [first]
    while True:
        message = await receive()
        pieces.append(message["body"])
        if not message["more_body"]:
            return b"".join(pieces)


async def whole(connection: Connection, send: Callable[[Message], Awaitable[None]]) -> None:
    if not connection.complete:
        await connection.more()
    reply = b"".join(connection.pieces)
    connection.pieces.clear()
    await send({"type": "http.response.start", "status": 200, "headers": [*WHOLE, (b"content-length", b"%d" % len(reply))]})
    await send({"type": "http.response.body", "body": reply})


async def stream(connection: Connection, send: Callable[[Message], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": STREAM})
    while connection.pieces or not connection.complete:
        if not connection.pieces:
            await connection.more()
        while connection.pieces:
            await send({"type": "http.response.body", "body": connection.pieces.popleft(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def main() -> None:
    """Listen until ended."""
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--provider", type=int, required=True)
    options.add_argument("--keep-alive", type=int, default=75)
    chosen = options.parse_args()
    uvicorn.run(
        Bare(chosen.provider),
        port=chosen.port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=chosen.keep_alive,
        backlog=4096,
    )


if __name__ == "__main__":
    main()
