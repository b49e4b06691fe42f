"""A whole gateway before providers that want tokens: over real sockets, with proof that is verified."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.accounts import service_account_file
from tests.farside import FarSide, Peer, answers, far_side, with_length
from tests.served import KEY, Served, served
from tests.token_server import Office, claims, form, office

GEMINI = {
    "candidates": [{"content": {"role": "model", "parts": [{"text": "from Vertex"}]}, "finishReason": "STOP", "index": 0}],
    "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5},
    "modelVersion": "gemini-2.5-flash",
    "responseId": "r",
}
CLAUDE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5-20250929",
    "content": [{"type": "text", "text": "from Vertex"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 3, "output_tokens": 2},
}
VERTEX = """
[providers.vertex]
base_url = "{url}/v1/projects/{{project}}/locations/{{location}}/publishers/google"
credentials = "file:account.json"
location = "europe-west4"
[providers.vertex_anthropic]
base_url = "{url}/v1/projects/{{project}}/locations/{{location}}/publishers/anthropic"
credentials = "file:account.json"
[keys.tests]
key = "env:TEST_KEY"
"""
AZURE = """
[providers.azure]
base_url = "{url}"
api_version = "2024-10-21"
auth = "entra"
tenant = "t-1"
client_id = "c-1"
client_secret = "env:SECRET"
[keys.tests]
key = "env:TEST_KEY"
"""


@pytest_asyncio.fixture
async def tokens() -> AsyncIterator[Office]:
    async with office() as opened:
        yield opened


async def vertex(peer: Peer) -> None:
    """Both makers' models are at one host."""
    while True:
        asked = await peer.request()
        await peer.say(with_length(json.dumps(CLAUDE if "anthropic" in asked.line else GEMINI).encode()))


async def ask(house: Served, model: str, **fields: Any) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}], **fields}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{house.url}/v1/chat/completions", json=body, headers=house.headers, timeout=20)


@asynccontextmanager
async def running(folder: Path, text: str, **environment: str) -> AsyncIterator[Served]:
    """A gateway in a process of its own; the servers it meets go on in this one meanwhile."""
    opening = served(folder, text, environment={"TEST_KEY": KEY, "NO_PROXY": "*", "GOOGLE_CLOUD_LOCATION": "global", **environment})
    yielded = await asyncio.to_thread(opening.__enter__)
    try:
        yield yielded
    finally:
        await asyncio.to_thread(opening.__exit__, None, None, None)


def at(far: FarSide, text: str) -> str:
    """The text, with this server in it."""
    return text.format(url=f"http://127.0.0.1:{far.origin.port}")


async def test_vertex_is_asked_with_the_token_of_a_service_account(tmp_path: Path, tokens: Office) -> None:
    """Gemini's models and Anthropic's by one token; an edit of the file that keeps the account keeps the token."""
    (tmp_path / "account.json").write_text(service_account_file(token_uri=f"{tokens.url}/token"))
    async with far_side(vertex) as gemini:
        async with running(tmp_path, at(gemini, VERTEX)) as house:
            for model in ("vertex/gemini-2.5-flash", "vertex_anthropic/claude-sonnet-4-5@20250929"):
                reply = await ask(house, model)
                assert reply.status_code == 200, reply.text
                assert reply.json()["choices"][0]["message"]["content"] == "from Vertex"
            path = tmp_path / "gateway.toml"
            path.write_text(path.read_text().replace("europe-west4", "us-east5"))
            await changed(house)
            assert (await ask(house, "vertex/gemini-2.5-flash")).status_code == 200
        assert [request.values("authorization") for request in gemini.requests] == [["Bearer token-1"]] * 3
        lines = [request.line for request in gemini.requests]
    assert lines == [
        "POST /v1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent HTTP/1.1",
        "POST /v1/projects/my-project/locations/global/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict HTTP/1.1",
        "POST /v1/projects/my-project/locations/us-east5/publishers/google/models/gemini-2.5-flash:generateContent HTTP/1.1",
    ]
    (asked,) = tokens.asked
    assert claims(form(asked)["assertion"])["iss"] == "bridge@my-project.iam.gserviceaccount.com"


async def test_azure_is_asked_with_the_token_of_an_application(tmp_path: Path, tokens: Office) -> None:
    """At its deployment; a secret that is refused is told to the caller as a fault of the gateway's key, and to the log."""
    chat = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": [], "prompt_filter_results": []}
    chat["choices"] = [
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}, "content_filter_results": {}}
    ]
    body = json.dumps(chat).encode()
    tokens.replies = [(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."})]
    async with far_side(answers(with_length(body))) as azure:
        async with running(tmp_path, at(azure, AZURE), SECRET="hush-s", AZURE_AUTHORITY_HOST=tokens.url) as house:
            refused = await ask(house, "azure/my-gpt")
            await asyncio.sleep(1.1)  # the pause after a failure
            reply = await ask(house, "azure/my-gpt")
            log = house.log.read_text()
        assert [request.line for request in azure.requests] == [
            "POST /openai/deployments/my-gpt/chat/completions?api-version=2024-10-21 HTTP/1.1"
        ]
        assert azure.requests[0].values("authorization") == ["Bearer token-1"]
    assert (refused.status_code, refused.json()["error"]["code"]) == (502, "provider_key_refused")
    assert "provider 'azure'" in refused.json()["error"]["message"]
    assert reply.content == body
    assert "AADSTS7000215" in log
    assert "hush" not in log + refused.text
    assert [asked.line for asked in tokens.asked] == ["POST /t-1/oauth2/v2.0/token HTTP/1.1"] * 2


async def changed(house: Served) -> None:
    """Until the edit is live."""
    async with asyncio.timeout(10):
        while "configuration reloaded" not in house.log.read_text():  # noqa: ASYNC110  another process sets no event of ours
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "hello"}]}),
        ("/v1/responses", {"input": "hello"}),
        ("/v1/messages", {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 10}),
    ],
)
async def test_the_mock_answers_callers_on_their_own_wire(tmp_path: Path, path: str, body: dict[str, Any]) -> None:
    """Nothing is translated on the way."""
    async with running(tmp_path, '[keys.tests]\nkey = "env:TEST_KEY"\n') as house, httpx.AsyncClient(trust_env=False) as client:
        reply = await client.post(f"{house.url}{path}", json={"model": "mock/echo", **body}, headers=house.headers, timeout=20)
    assert reply.status_code == 200, reply.text
    assert "hello" in reply.text
