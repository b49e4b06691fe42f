"""The mock without a server: a visit comes, and is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from proxy.mock.app import MockApp, mock_app
from proxy.mock.models import MODELS
from tests.asking import question
from tests.frames import dechunked
from tests.mocked import wanting
from tests.visits import Notebook, visit

CHAT = "/v1/chat/completions"


async def ask(app: MockApp, method: str, path: str, body: bytes = b"", headers: Mapping[bytes, bytes] | None = None) -> tuple[int, Any]:
    """Status and JSON of the reply."""
    line = Notebook()
    await app(visit(line, method, path, list((headers or {}).items()), body))
    assert line.whole
    head, _, content = line.written.partition(b"\r\n\r\n")
    assert b"content-length: %d" % len(content) in head
    return int(head.split()[1]), orjson.loads(content)


async def test_a_chat() -> None:
    """At both of the paths SDKs use."""
    for path in (CHAT, "/chat/completions"):
        status, reply = await ask(mock_app(clock=lambda: 5.0), "POST", path, wanting("hello"))
        assert status == 200
        assert reply["choices"][0]["message"]["content"] == "hello"
        assert reply["created"] == 5


@pytest.mark.parametrize(("query", "begins"), [(b"alt=sse", b"data: {"), (b"", b"[{")])
async def test_googles_streams_are_events_for_who_asks(query: bytes, begins: bytes) -> None:
    """Else an array."""
    line = Notebook()
    path, body = question("gemini", "hello", stream=True)
    await mock_app()(visit(line, "POST", path.partition("?")[0], [], body, query=query))
    assert dechunked(line.written.partition(b"\r\n\r\n")[2]).startswith(begins)


async def test_models_and_health() -> None:
    """What there is, and that it is well."""
    _, listed = await ask(mock_app(), "GET", "/v1/models")
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == list(MODELS)
    assert (await ask(mock_app(), "GET", "/healthz"))[0] == 200


async def test_a_head_is_a_reply_without_its_body() -> None:
    """It says how long that would be."""
    line = Notebook()
    await mock_app()(visit(line, "HEAD", "/healthz"))
    assert line.written.endswith(b"content-length: %d\r\n\r\n" % len(b'{"status":"ok"}'))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", CHAT, 405, "method_not_allowed"), ("POST", "/v1/embeddings", 404, "unknown_url"), ("GET", "/", 404, "unknown_url")],
)
async def test_other_doors_are_closed(method: str, path: str, status: int, code: str) -> None:
    """With an error the SDKs understand."""
    got, reply = await ask(mock_app(), method, path)
    assert (got, reply["error"]["code"]) == (status, code)


@pytest.mark.parametrize(("shown", "status"), [("Bearer right", 200), ("Bearer wrong", 401), ("", 401), ("Bearer wröng", 401)])
async def test_a_key_if_there_is_one(shown: str, status: int) -> None:
    """For the models as well; health is everybody's."""
    app, headers = mock_app(key="right"), {b"authorization": shown.encode()}
    assert (await ask(app, "POST", CHAT, wanting(), headers))[0] == status
    assert (await ask(app, "GET", "/v1/models", b"", headers))[0] == status
    assert (await ask(app, "GET", "/healthz"))[0] == 200


@pytest.mark.parametrize("header", ["x-api-key", "x-goog-api-key", "api-key"])
async def test_a_key_wherever_an_sdk_puts_it(header: str) -> None:
    """Also in the query."""
    assert (await ask(mock_app(key="right"), "GET", "/v1/models", b"", {header.encode(): b"right"}))[0] == 200
    line = Notebook()
    await mock_app(key="right")(visit(line, "GET", "/v1beta/models", query=b"key=right"))
    assert line.written.startswith(b"HTTP/1.1 200 ")


async def test_models_in_the_shape_of_the_wire() -> None:
    """Anthropic's, and Google's."""
    _, listed = await ask(mock_app(), "GET", "/v1/models", b"", {b"anthropic-version": b"2023-06-01"})
    assert (listed["data"][0]["type"], listed["first_id"], listed["has_more"]) == ("model", "echo", False)
    _, listed = await ask(mock_app(), "GET", "/v1beta/models")
    assert [model["name"] for model in listed["models"]] == [f"models/{name}" for name in MODELS]


async def test_any_key_without_one() -> None:
    """Or none at all."""
    assert (await ask(mock_app(), "POST", CHAT, wanting(), {b"authorization": b"Bearer anything"}))[0] == 200


@pytest.mark.parametrize(("body", "param"), [(b"{", None), (b'{"model": "echo"}', "messages"), (wanting(temperature="hot"), "temperature")])
async def test_a_bad_request_names_its_field(body: bytes, param: str | None) -> None:
    """Status 400."""
    status, reply = await ask(mock_app(), "POST", CHAT, body)
    assert (status, reply["error"]["param"]) == (400, param)


async def test_a_body_that_cannot_be_read_is_refused_in_the_wires_words() -> None:
    """Here one that is compressed."""
    status, reply = await ask(mock_app(), "POST", CHAT, b"\x1f\x8b", {b"content-encoding": b"gzip"})
    assert status == 415
    assert "content-encoding" in reply["error"]["message"]


async def test_a_caller_who_leaves_before_the_request_is_whole_is_not_answered() -> None:
    """There is nobody to perform for."""
    line = Notebook()
    gone = visit(line, "POST", CHAT, [], b"{", complete=False)
    gone.left = True
    await mock_app()(gone)
    assert line.written == b""
    assert gone.ended


async def test_faults_come_in_turn_and_over_again() -> None:
    """A request that is none takes no turn."""
    app = mock_app(faults="status-503,none")
    statuses = [(await ask(app, "POST", CHAT, body))[0] for body in (wanting(), b"{", wanting(), wanting(), wanting())]
    assert statuses == [503, 400, 200, 503, 200]


def test_a_fault_that_is_none_is_said_at_once() -> None:
    """Not at the first request."""
    with pytest.raises(ValueError, match="there is no fault 'nonsense'"):
        mock_app(faults="nonsense")


@pytest.mark.parametrize(("action", "begins"), [("rawPredict", b"{"), ("streamRawPredict", b"event: message_start")])
async def test_claude_where_vertex_has_it(action: str, begins: bytes) -> None:
    """Its streams are events, whether they are asked for or not."""
    line = Notebook()
    body = orjson.dumps({"anthropic_version": "vertex-2023-10-16", "max_tokens": 99, "messages": [{"role": "user", "content": "hello"}]})
    await mock_app()(visit(line, "POST", f"/v1/projects/p/locations/l/publishers/anthropic/models/echo:{action}", [], body))
    content = line.written.partition(b"\r\n\r\n")[2]
    assert (content if action == "rawPredict" else dechunked(content)).startswith(begins)
    assert b"hello" in content or b"hell" in content
