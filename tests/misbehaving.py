"""A gateway before a provider that plays, for every model it is asked for, what a test has written down for it."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import trustme

from tests.farside import FarSide, Peer, Received, chunk, far_side, with_length
from tests.served import KEY, Served, served

# Bytes: a packet of its own. A number: seconds that pass. "fin", "rst": how the connection ends. "wait": until the gateway leaves.
Move = bytes | float | str
SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"
JSON = b"content-type: application/json"
WAIT = 1.0  # seconds a hasty gateway waits for a connection, a first byte, more of a body
LONG = 10.0  # and a patient one, whom a machine that is busy with other things does not make give up
AT_ONCE = "early"  # the provider that answers before it has read the request
MOST = 90.0  # seconds any one call may take

TOML = """
[server]
exchange = "{exchange}"
[retry]
connect = "{wait}s"
first_byte = "{wait}s"
idle = "{wait}s"
total = "60s"
[providers]
far = {{ wire = "openai_chat", base_url = "http://127.0.0.1:{far}/v1" }}
early = {{ wire = "openai_chat", base_url = "http://127.0.0.1:{far}/early" }}
closed = {{ wire = "openai_chat", base_url = "http://127.0.0.1:{closed}/v1" }}
full = {{ wire = "openai_chat", base_url = "http://127.0.0.1:{full}/v1" }}
untrusted = {{ wire = "openai_chat", base_url = "https://127.0.0.1:{untrusted}/v1" }}
plain = {{ wire = "openai_chat", base_url = "https://127.0.0.1:{plain}/v1" }}
[models."far/priced"]
price = {{ input = 1, output = 2 }}
[keys.tests]
key = "env:TEST_KEY"
"""


@dataclass(slots=True)
class Answered:
    """What the caller got."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def error(self) -> dict[str, Any]:
        """The error of a reply that is one."""
        found: dict[str, Any] = json.loads(self.body)["error"]
        return found

    @property
    def id(self) -> str:
        """The call's name."""
        return self.headers["x-modelbridge-request-id"]


@dataclass(slots=True)
class World:
    """The provider and the gateway."""

    far: FarSide
    gateway: Served
    client: httpx.AsyncClient
    plays: dict[str, tuple[Move, ...]] = field(default_factory=dict)

    async def ask(self, *moves: Move, provider: str = "far", model: str = "priced", **fields: Any) -> Answered:
        """What comes of a call when the provider plays so."""
        self.plays[model] = moves
        request = {"model": f"{provider}/{model}", "messages": [{"role": "user", "content": "hello"}], **fields}
        async with asyncio.timeout(MOST):
            reply = await self.client.post("/v1/chat/completions", json=request)
        return Answered(reply.status_code, reply.headers, reply.content)

    async def line(self, id: str) -> dict[str, Any]:
        """The log line of a call: exactly one."""
        for _ in range(200):
            lines: list[dict[str, Any]] = [
                json.loads(line)
                for line in self.gateway.log.read_bytes().splitlines(keepends=True)
                if id.encode() in line and line.endswith(b"\n")
            ]
            if lines:
                assert [line["event"] for line in lines] == ["request"]
                return lines[0]
            await asyncio.sleep(0.02)
        raise AssertionError(f"no line for {id}")

    async def at_rest(self) -> None:
        """Nothing is in flight."""
        for _ in range(200):
            page = (await self.client.get("/metrics")).text
            if "\nmodelbridge_requests_in_flight 0\n" in page:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("a call is still in flight")

    async def played(self, peer: Peer) -> None:
        """One connection of the provider."""
        while True:
            head = await peer.head()
            early = f" /{AT_ONCE}" in head.line
            if early and not await play(peer, self.plays["priced"]):
                return
            body = await peer.reader.readexactly(int(head.values("content-length")[0]))
            self.far.requests.append(Received(head.line, head.fields, body))
            if not early and not await play(peer, self.plays[json.loads(body)["model"]]):
                return


async def play(peer: Peer, moves: tuple[Move, ...]) -> bool:
    """One reply. Does the connection live on?"""
    for move in moves:
        match move:
            case bytes() as data:
                await peer.say(data)
            case float() as seconds:
                await asyncio.sleep(seconds)
            case "fin":
                peer.cut()
                return False
            case "rst":
                peer.reset()
                return False
            case _:
                await peer.left()
                return False
    return True


def sse(*events: bytes, end: tuple[Move, ...] = (LAST,)) -> tuple[Move, ...]:
    """A stream, each event in a chunk and a packet of its own."""
    return (SSE, *map(chunk, events), *end)


def whole(body: bytes, *fields: bytes, status: bytes = b"200 OK") -> tuple[Move, ...]:
    """A reply with a length."""
    return (with_length(body, *fields or (JSON,), status=status),)


@asynccontextmanager
async def misbehaving(folder: Path, exchange: str, wait: float = LONG) -> AsyncIterator[World]:
    """Both of them, running."""
    worlds: list[World] = []

    async def script(peer: Peer) -> None:
        await worlds[0].played(peer)

    async def plain_words(peer: Peer) -> None:
        await peer.say(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    async with far_side(script) as far, far_side(script, tls=context) as untrusted, far_side(plain_words) as plain:
        with full_house() as full:
            ports = {
                "far": far.origin.port,
                "untrusted": untrusted.origin.port,
                "plain": plain.origin.port,
                "full": full,
                "closed": closed_port(),
            }
            toml = TOML.format(exchange=exchange, wait=wait, **ports)
            with served(folder, toml, environment={"TEST_KEY": KEY}) as gateway:
                async with httpx.AsyncClient(base_url=gateway.url, headers=gateway.headers, timeout=MOST) as client:
                    worlds.append(World(far, gateway, client))
                    yield worlds[0]


@contextmanager
def full_house() -> Iterator[int]:
    """A port where nobody accepts, and no more can wait: what comes is dropped."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for one in crowd:
            one.close()


def closed_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
