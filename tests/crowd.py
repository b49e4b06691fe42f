"""A real gateway before a provider that does what the model's name says, for callers who misbehave."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from tests.caller import Caller, Replied, calling, request
from tests.farside import FarSide, Peer, chunk, far_side, with_length
from tests.frames import DONE, STOP, WHOLE, say
from tests.served import KEY, Served, served

NARROW, OLD = "mb-narrow-0123456789abcdefghijklmnopq", "mb-old-0123456789abcdefghijklmnopqrst"
SSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
CHAT = "/v1/chat/completions"
AUTH = f"authorization: Bearer {KEY}"
TOML = """
[server]
max_body_mb = 1
header_seconds = 1
body_seconds = 1
grace_seconds = {grace}
[retry]
first_byte = "10s"
idle = "1s"
[providers.far]
wire = "openai_chat"
base_url = "http://127.0.0.1:{port}/v1"
[keys.tests]
key = "env:TEST_KEY"
[keys.narrow]
key = "env:NARROW_KEY"
models = ["mock/*"]
[keys.old]
key = "env:OLD_KEY"
expires = 2020-01-01T00:00:00Z
"""


def asking(model: str = "mock/echo", *, stream: bool = False, said: str = "hello", **fields: Any) -> bytes:
    """A request's body."""
    return json.dumps({"model": model, "messages": [{"role": "user", "content": said}], "stream": stream, **fields}).encode()


def chat(body: bytes, *headers: str, key: str = KEY) -> bytes:
    """A request's bytes."""
    return request("POST", CHAT, body, f"authorization: Bearer {key}", *headers)


def figure(what: str) -> None:
    """Shown with `pytest -rP`."""
    sys.stdout.write(f"{what}\n")


@dataclass(slots=True)
class Crowd:
    """The gateway, the provider, and what the provider saw."""

    far: FarSide
    gateway: Served
    left_at: list[float] = field(default_factory=list)
    sent: int = 0

    @property
    def port(self) -> int:
        """Where callers come."""
        port = urlsplit(self.gateway.url).port
        assert port
        return port

    def calling(self, window: int | None = None) -> AbstractAsyncContextManager[Caller]:
        """A new caller."""
        return calling(self.port, window=window)

    async def ask(self, said: bytes) -> Replied:
        """One reply on a connection of its own."""
        async with self.calling() as caller:
            await caller.say(said)
            return await caller.reply()

    async def in_flight(self) -> int:
        """Calls, as the metrics have it."""
        page = (await self.ask(request("GET", "/metrics"))).body.decode()
        return int(float(page.partition("\nmodelbridge_requests_in_flight ")[2].split()[0]))

    async def at_rest(self) -> None:
        """Nothing is in flight."""
        await self.busy_with(0)

    async def busy_with(self, number: int) -> None:
        """So many calls are in flight."""
        async with asyncio.timeout(5.0):
            while await self.in_flight() != number:  # noqa: ASYNC110  the metrics are of another process
                await asyncio.sleep(0.02)

    async def stopping(self) -> Replied:
        """What it says of itself, once it has heard the signal."""
        async with asyncio.timeout(5.0):
            while (said := await self.ask(request("GET", "/readyz"))).status == 200:  # noqa: ASYNC110  the same
                await asyncio.sleep(0.02)
        return said

    def resident(self) -> int:
        """Bytes the gateway has in memory."""
        status = Path(f"/proc/{self.gateway.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def lines(self) -> list[dict[str, Any]]:
        """The log, of calls."""
        lines = [json.loads(line) for line in self.gateway.log.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        return [line for line in lines if line["event"] == "request"]

    async def noted(self, number: int) -> list[dict[str, Any]]:
        """The log's lines once there are so many."""
        async with asyncio.timeout(5.0):
            while len(lines := self.lines()) < number:  # noqa: ASYNC110  the log is of another process
                await asyncio.sleep(0.02)
        assert len(lines) == number
        return lines

    async def played(self, peer: Peer) -> None:
        """One connection of the provider."""
        while True:
            model = json.loads((await peer.request()).body)["model"]
            what, _, number = model.partition("-")
            match what:
                case "silent":
                    await self.listens(peer)
                    return
                case "talk":  # and then say nothing more
                    await peer.say(SSE + chunk(say("one")))
                    await self.listens(peer)
                    return
                case "flood":  # so many megabytes
                    await self.flood(peer, int(number))
                case "count":  # up to so many, ten a second
                    await peer.say(SSE)
                    for n in range(int(number)):
                        await peer.say(chunk(say(f"{n} ")), pause=0.1)
                    await peer.say(chunk(STOP + DONE) + b"0\r\n\r\n")
                case _:
                    await peer.say(with_length(json.dumps(WHOLE).encode(), b"content-type: application/json"))

    async def listens(self, peer: Peer) -> None:
        """When the gateway leaves."""
        await peer.left()
        self.left_at.append(monotonic())
        self.far.note("left")

    async def flood(self, peer: Peer, megabytes: int) -> None:
        """As much as is taken."""
        self.sent = 0
        await peer.say(SSE)
        piece = chunk(say("x" * 65_000))
        for _ in range(megabytes * 16):
            await peer.say(piece)
            self.sent += len(piece)
        await peer.say(chunk(STOP + DONE) + b"0\r\n\r\n")


@asynccontextmanager
async def crowd(folder: Path, *, grace: int = 5) -> AsyncIterator[Crowd]:
    """Both, running."""
    crowds: list[Crowd] = []

    async def script(peer: Peer) -> None:
        await crowds[0].played(peer)

    async with far_side(script) as far:
        toml = TOML.format(port=far.origin.port, grace=grace)
        with served(folder, toml, environment={"TEST_KEY": KEY, "NARROW_KEY": NARROW, "OLD_KEY": OLD}) as gateway:
            crowds.append(Crowd(far, gateway))
            yield crowds[0]
