"""Every recorded exchange of the OpenAI wire, played by a provider, reaches a caller of that wire as it was."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.recordings import ABSENT, Recording, recordings
from tests.served import KEY, Served, served

ALL = recordings("openai.chat")
NEAR_WIRES = {"groq": "groq"}
DONE = b"[DONE]"

pytestmark = pytest.mark.skipif(not ALL, reason=ABSENT)


class Player:
    """A provider that plays the recording whose id it is asked for as a model, cutting the bytes anywhere."""

    def __init__(self) -> None:
        self.recordings = {r.id: r for r in ALL}
        self.asked: dict[str, Any] = {}

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
                body = json.loads(await reader.readexactly(length))
                self.asked[body["model"]] = body
                await self._play(self.recordings[body["model"]], writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _play(self, recording: Recording, writer: asyncio.StreamWriter) -> None:
        chance = random.Random(recording.id)
        head = [f"HTTP/1.1 {recording.status} Recorded", *(f"{name}: {value}" for name, value in recording.headers.items())]
        writer.write("\r\n".join([*head, "transfer-encoding: chunked", "", ""]).encode())
        rest = recording.body
        while rest:
            size = chance.choice([1, 7, 100, 1000, len(rest)]) if len(rest) < 20_000 else len(rest)
            piece, rest = rest[:size], rest[size:]
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if chance.random() < 0.05:
                await writer.drain()
                await asyncio.sleep(0)
        writer.write(b"0\r\n\r\n")
        await writer.drain()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Player, Served]]:
    """A player and a gateway before it."""
    player = Player()
    server = await asyncio.start_server(player, "127.0.0.1", 0, limit=1 << 24)
    port = server.sockets[0].getsockname()[1]
    wires = {"openai_chat", *NEAR_WIRES.values()}
    toml = "".join(f'[providers.at_{wire}]\nwire = "{wire}"\nbase_url = "http://127.0.0.1:{port}/v1"\n' for wire in wires)
    toml += '[keys.tests]\nkey = "env:TEST_KEY"\n'
    with served(tmp_path_factory.mktemp("recorded"), toml, environment={"TEST_KEY": KEY}) as gateway:
        yield player, gateway
    server.close()


def frames(body: bytes) -> list[bytes]:
    """The data of every event, heartbeats left out."""
    text = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found = [b"\n".join(line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")) for block in text.split(b"\n\n")]
    return [data for data in found if data]


def unasked_usage(data: bytes) -> bool:
    """The frame that only tells the usage."""
    wire = json.loads(data)
    return isinstance(wire, dict) and wire.get("choices") == [] and bool(wire.get("usage"))


@pytest.mark.asyncio(loop_scope="module")
async def test_every_recorded_exchange_passes_untouched(world: tuple[Player, Served]) -> None:
    """Whole replies byte for byte, streams event for event, requests field for field; errors with their status."""
    player, gateway = world
    wrong: list[str] = []
    async with httpx.AsyncClient(base_url=gateway.url, headers=gateway.headers, timeout=5) as client:
        for recording in ALL:
            wrong += [f"{recording.id}: {what}" for what in await exchange(client, player, recording)]
    assert wrong == []


async def exchange(client: httpx.AsyncClient, player: Player, recording: Recording) -> list[str]:
    """What is not as it should be about one."""
    wire = NEAR_WIRES.get(recording.provider, "openai_chat")
    request = {**recording.request, "model": f"at_{wire}/{recording.id}"}
    try:
        reply = await client.post("/v1/chat/completions", json=request)
    except httpx.TransportError as error:
        return [f"no reply: {error!r}"]
    seen = player.asked.get(recording.id)
    if seen is None:
        return [f"never reached the provider: {reply.status_code} {reply.text[:200]}"]
    expected = {**recording.request, "model": recording.id}
    if recording.request.get("stream"):
        expected["stream_options"] = {**(recording.request.get("stream_options") or {}), "include_usage": True}
    wrong = [] if seen == expected else ["the request changed on its way"]
    if recording.status == 200 and recording.framing == "sse" and not {"stream_error", "error_in_200"} & recording.tags:
        return wrong + streamed(recording, reply)
    if recording.status == 200 and recording.framing == "json" and not {"error_in_200"} & recording.tags:
        same = (reply.status_code, reply.content) == (200, recording.body)
        return wrong + ([] if same else [f"whole: {reply.status_code} {reply.text[:200]}"])
    return wrong + failed(recording, reply)


def streamed(recording: Recording, reply: httpx.Response) -> list[str]:
    """A good stream: the same events in the same order, the usage alone only for who asked, and the end mark always."""
    asked = (recording.request.get("stream_options") or {}).get("include_usage")
    sent = [data for data in frames(recording.body) if data != DONE and (asked or not unasked_usage(data))]
    got = frames(reply.content)
    if reply.status_code != 200 or got[-1:] != [DONE]:
        return [f"stream: {reply.status_code} ends with {got[-1:]!r}"]
    return [] if got[:-1] == sent else ["other events than were sent"]


def failed(recording: Recording, reply: httpx.Response) -> list[str]:
    """A failure: an error of the caller's wire, with the status it really has."""
    if recording.framing == "sse" and recording.status == 200 and reply.status_code == 200:
        last = json.loads(frames(reply.content)[-1])
        return [] if "error" in last else [f"the stream's error is lost: {last}"]
    error = reply.json().get("error") if reply.headers["content-type"] == "application/json" else None
    if not isinstance(error, dict) or not error.get("message"):
        return [f"no error in the caller's wire: {reply.text[:200]}"]
    if reply.status_code < 400 or reply.status_code in (401, 403):
        return [f"status {recording.status} became {reply.status_code}"]
    if recording.status in (400, 404, 422, 429) and reply.status_code != recording.status:
        return [f"status {recording.status} became {reply.status_code}"]
    return []
