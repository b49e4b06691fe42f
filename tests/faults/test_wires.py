"""FAULTS between any two wires: what a provider of one does wrong is told to a caller of another, in its words and only once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.asking import READ, WIRES, question
from tests.mock_listening import listening
from tests.readings.reading import Reading, frames
from tests.served import KEY, Served, served

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "one two three four five six seven"
MOST = 20.0  # seconds any one call may take
# What only a whole stream has in it.
ENDS = {"openai_chat": b"[DONE]", "anthropic": b"message_stop", "openai_responses": b"response.completed", "gemini": b"finishReason"}
TOML = """
[retry]
idle = "0.4s"
[providers]
far_openai_chat = {{ wire = "openai_chat", base_url = "http://127.0.0.1:{port}/v1" }}
far_anthropic = {{ wire = "anthropic", base_url = "http://127.0.0.1:{port}/v1" }}
far_openai_responses = {{ wire = "openai_responses", base_url = "http://127.0.0.1:{port}/v1" }}
far_gemini = {{ wire = "gemini", base_url = "http://127.0.0.1:{port}/v1beta" }}
[keys.tests]
key = "env:TEST_KEY"
"""


@dataclass(slots=True)
class Between:
    """A gateway before a mock of every wire."""

    gateway: Served
    client: httpx.AsyncClient

    async def ask(self, caller: str, provider: str, model: str, *, stream: bool) -> httpx.Response:
        """One question."""
        path, body = asked(caller, provider, model, stream=stream)
        async with asyncio.timeout(MOST):
            return await self.client.post(path, content=body)

    async def line(self, reply: httpx.Response) -> dict[str, Any]:
        """What the log says of one call."""
        for _ in range(200):
            id = reply.headers["x-modelbridge-request-id"].encode()
            lines: list[dict[str, Any]] = [
                json.loads(line)
                for line in self.gateway.log.read_bytes().splitlines(keepends=True)
                if id in line[:-1] and line[-1:] == b"\n"
            ]
            if lines:
                assert [line["event"] for line in lines] == ["request"]
                return lines[0]
            await asyncio.sleep(0.02)
        raise AssertionError("no line")


def asked(caller: str, provider: str, model: str, *, stream: bool) -> tuple[str, bytes]:
    """Where, and what."""
    return question(caller, TEXT, model=f"far_{provider}/{model}", stream=stream, base="/v1beta" if caller == "gemini" else "/v1")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Between]:
    """Both."""
    async with listening() as port:
        with served(folder, TOML.format(port=port), environment={"TEST_KEY": KEY}) as gateway:
            async with httpx.AsyncClient(base_url=gateway.url, headers=gateway.headers, timeout=MOST) as client:
                yield Between(gateway, client)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def between(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Between]:
    """Started once."""
    async with running(tmp_path_factory.mktemp("wires")) as both:
        yield both


def error_in(wire: str, body: Any) -> str:
    """The message of an error, which must have the shape of the wire."""
    match wire, body:
        case "anthropic", {"type": "error", "error": {"type": str(), "message": str(message)}}:
            return message
        case "gemini", {"error": {"code": int(), "message": str(message), "status": str()}}:
            return message
        case "openai_responses", {"type": "error", "message": str(message), "code": str()}:
            return message
        case "openai_responses", {"type": "response.failed", "response": {"status": "failed", "error": {"message": str(message)}}}:
            return message
        case (("openai_chat" | "openai_responses"), {"error": {"message": str(message), "type": str(), "code": str()}}):
            return message
    raise AssertionError(f"no error of {wire}: {body}")


def said(wire: str, events: Sequence[dict[str, Any]]) -> str:
    """The words of an answer that has no end."""
    match wire:
        case "openai_chat":
            return "".join(choice["delta"].get("content") or "" for event in events for choice in event.get("choices", ()))
        case "anthropic":
            return "".join(event["delta"].get("text", "") for event in events if event["type"] == "content_block_delta")
        case "openai_responses":
            return "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
        case _:
            parts = [part for event in events for one in event.get("candidates", ()) for part in one.get("content", {}).get("parts", ())]
            return "".join(part.get("text", "") for part in parts)


PAIRS = [pytest.param(caller, provider, id=f"{caller}-{provider}") for caller in WIRES for provider in WIRES]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("caller", "provider"), PAIRS)
async def test_a_healthy_answer_is_one(between: Between, caller: str, provider: str, stream: bool) -> None:
    """Without its end mark, too, where a wire has one beside the reason."""
    for model in ("echo", "no-done"):
        reply = await between.ask(caller, provider, model, stream=stream)
        assert reply.status_code == 200, reply.text
        reading: Reading = READ[caller](reply.content)
        assert (reading.text, reading.finish) == (TEXT, "stop")
        assert not stream or ENDS[caller] in reply.content


BEFORE = ["error-first", "empty-body", "empty-choices", "html", "close", "status-429=7", "status-529", "error-in-200"]


@pytest.mark.parametrize("fault", BEFORE)
@pytest.mark.parametrize(("caller", "provider"), PAIRS)
async def test_before_content_a_failure_is_a_status(between: Between, caller: str, provider: str, fault: str) -> None:
    """4, 8-17: and an error in the caller's words."""
    for stream in (False, True):
        reply = await between.ask(caller, provider, fault, stream=stream)
        assert reply.status_code in ((429,) if "429" in fault else (502, 503)), (stream, reply.text)
        assert error_in(caller, reply.json())
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers.get("retry-after") == ("7" if "429" in fault else None)
        assert ("request-id" in reply.headers) == (caller == "anthropic")


@pytest.mark.parametrize("model", ["reason", "reason-sealed"])
@pytest.mark.parametrize(("begun", "gone_on"), PAIRS)
async def test_a_tool_loop_goes_on_anywhere_from_its_last_response(between: Between, begun: str, gone_on: str, model: str) -> None:
    """In the middle of it, at a provider of the same wire or of another, however the first one has signed its thoughts."""
    tool = {"type": "function", "name": "look", "parameters": {"type": "object", "properties": {}}}
    asked = {"tools": [tool], "reasoning": {"effort": "high", "summary": "auto"}}

    async def turn(provider: str, **said: Any) -> dict[str, Any]:
        reply = await between.client.post("/v1/responses", json={**asked, "model": f"far_{provider}/{model}", **said})
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        return told

    def result(reply: dict[str, Any]) -> dict[str, Any]:
        (call,) = (item for item in reply["output"] if item["type"] == "function_call")
        said = {"type": "function_call_output", "call_id": call["call_id"], "output": "blue"}
        return {"previous_response_id": reply["id"], "input": [said]}

    first = await turn(begun, input="call look")
    again = gone_on != "anthropic"  # which must not be made to call anything while it thinks
    second = await turn(gone_on, **result(first), **({"tool_choice": "required"} if again else {}))
    last = await turn(gone_on, **result(second)) if again else second
    assert [part["text"] for item in last["output"] if item["type"] == "message" for part in item["content"]] == ["blue"]


AFTER = {
    "cut": "provider_cut_off",
    "reset": "provider_cut_off",
    "error-mid-stream": ("provider_failed", "provider_overloaded"),
    "malformed-event": "provider_bad_reply",
    "truncated-json": "provider_cut_off",
    "no-finish": "provider_cut_off",
}


@pytest.mark.parametrize("fault", AFTER)
@pytest.mark.parametrize(("caller", "provider"), PAIRS)
async def test_after_content_a_failure_is_the_last_event(between: Between, caller: str, provider: str, fault: str) -> None:
    """27, 28, 31, 32, 34: what came before it has come through, and nothing says that it was all."""
    reply = await between.ask(caller, provider, fault, stream=True)
    assert reply.status_code == 200
    *before, last = frames(reply.content)
    assert error_in(caller, last)
    assert said(caller, before)
    assert TEXT.startswith(said(caller, before))
    assert not [event for event in before if event.get("error")]
    assert ENDS[caller] not in reply.content
    line = await between.line(reply)
    assert line["problem"] in AFTER[fault]
    assert line.get("finish") is None


@pytest.mark.parametrize(("caller", "provider"), [(wire, wire) for wire in WIRES] + [("gemini", "anthropic"), ("anthropic", "gemini")])
async def test_heartbeats_are_no_progress(between: Between, caller: str, provider: str) -> None:
    """30: comments, or events that are signs of life."""
    reply = await between.ask(caller, provider, "heartbeats=100ms", stream=True)
    assert reply.status_code == 504
    assert "heartbeats" in error_in(caller, reply.json())


async def test_a_stream_that_is_an_array_is_one_to_its_end(between: Between) -> None:
    """Google's other framing: whole JSON whatever happens, and a refusal stands in it as well."""
    for provider in WIRES:
        for model, ended in (("echo", True), ("cut", False), ("close", False)):
            path, body = asked("gemini", provider, model, stream=True)
            reply = await between.client.post(path.partition("?")[0], content=body)
            elements = reply.json()
            assert reply.headers["content-type"] == "application/json"
            assert isinstance(elements, list)
            if ended:
                assert said("gemini", elements) == TEXT
            else:
                assert error_in("gemini", elements[-1])
            assert reply.status_code == (502 if model == "close" else 200)


@pytest.mark.parametrize(("caller", "provider"), PAIRS)
async def test_who_leaves_stops_the_provider(between: Between, caller: str, provider: str) -> None:
    """52: in the middle of an answer that would take a minute."""
    path, body = asked(caller, provider, "lorem-1000@20", stream=True)
    async with between.client.stream("POST", path, content=body) as reply:
        assert reply.status_code == 200
        async for _ in reply.aiter_raw():
            break
    line = await between.line(reply)
    assert (line["status"], line["caller_left"]) == (200, True)


@pytest.mark.parametrize(
    ("method", "path", "caller"),
    [
        ("POST", "/v1/messages/batches", "anthropic"),
        ("GET", "/v1/messages", "anthropic"),
        ("POST", "/v1beta/models/x:embedContent", "gemini"),
        ("PUT", "/v1beta/models/x", "gemini"),
        ("PATCH", "/v1/responses", "openai_responses"),
        ("POST", "/v1/embeddings", "openai_chat"),
    ],
)
async def test_a_closed_door_speaks_the_wire_of_its_path(between: Between, method: str, path: str, caller: str) -> None:
    """Nothing there, or another method."""
    reply = await between.client.request(method, path, content=b"{}")
    assert reply.status_code in (404, 405)
    assert error_in(caller, reply.json())


@pytest.mark.parametrize("caller", WIRES)
async def test_every_wire_is_refused_in_its_own_words(between: Between, caller: str) -> None:
    """No key, a wrong body, an unknown model."""
    path, body = asked(caller, "gemini", "echo", stream=False)
    async with httpx.AsyncClient(base_url=between.gateway.url) as stranger:
        nobody = await stranger.post(path, content=body)
    wrong = await between.client.post(path, content=b"{")
    unknown = await between.client.post(path.replace("far_", "near_"), content=body.replace(b"far_", b"near_"))
    assert [reply.status_code for reply in (nobody, wrong, unknown)] == [401, 400, 404]
    for reply in (nobody, wrong, unknown):
        assert error_in(caller, reply.json())
