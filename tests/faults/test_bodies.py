"""FAULTS 55-58: bodies no client should send, keys that open nothing, values that want to be more than values."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from time import monotonic

import pytest
import pytest_asyncio

from tests.caller import chunked, request
from tests.crowd import AUTH, CHAT, NARROW, OLD, Crowd, asking, chat, crowd

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEEP = 10_000
SAID = '"messages": [{"role": "user", "content": "hello"}]'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def them(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Crowd]:
    """A gateway and a provider; whatever was sent, nothing stays behind."""
    async with crowd(tmp_path_factory.mktemp("bodies")) as running:
        yield running
        await running.at_rest()


def with_field(field: str) -> bytes:
    """A good request and one more field."""
    return b'{"model": "mock/echo", %b, %b}' % (SAID.encode(), field.encode())


def with_content(content: bytes) -> bytes:
    """What a user says, as bytes."""
    return b'{"model": "mock/echo", "messages": [{"role": "user", "content": %b}]}' % content


BODIES = {
    "nothing": (b"", None, "not JSON"),
    "not JSON": (b"hello", None, "not JSON"),
    "half of it": (b'{"model": "mock/echo"', None, "not JSON"),
    "more after it": (asking() + b"x", None, "not JSON"),
    "a list": (b"[]", None, "an object, not a list"),
    "a string": (b'"hello"', None, "an object, not a string"),
    "null": (b"null", None, "an object, not null"),
    "wrong type": (with_field('"temperature": "hot"'), "temperature", "a number, not a string"),
    "wrong type inside": (with_content(b"[1]"), "messages[0].content[0]", "an object, not a number"),
    "no model": (b"{%b}" % SAID.encode(), "model", "missing"),
    "no messages": (b'{"model": "mock/echo"}', "messages", "missing"),
    "no part": (with_content(b'[{"type": "image_url"}]'), "messages[0].content[0].image_url", "missing"),
    "unknown role": (b'{"model": "mock/echo", "messages": [{"role": "king", "content": "x"}]}', "messages[0].role", "'king'"),
    "NaN": (with_field('"temperature": NaN'), "temperature", "NaN"),
    "infinity": (with_field('"top_p": -Infinity'), "top_p", "Infinity"),
    "too large a number": (with_field('"temperature": 1e999'), "temperature", "too large"),
    "an endless integer": (with_field(f'"seed": {"9" * 5000}'), "seed", "too large"),
    "deep lists": (with_content(b"[" * DEEP + b"]" * DEEP), None, "nested too deeply"),
    "deep objects": (with_field('"metadata": ' + '{"a":' * DEEP + "1" + "}" * DEEP), None, "nested too deeply"),
    "deep and never closed": (with_content(b"[" * DEEP), None, "nested too deeply"),
    "not UTF-8": (with_content(b'"\xff\xfe"'), None, "not UTF-8"),
    "Latin-1": (with_content('"ü"'.encode("latin-1")), None, "not UTF-8"),
    "UTF-16": (asking().decode().encode("utf-16"), None, "not UTF-8"),
    "a lone surrogate": (with_content(rb'"\ud800"'), "messages[0].content", "surrogate"),
    "a model with a line break": (asking("mock/echo\r\nx-evil: 1"), "model", "control characters"),
    "a model with a zero": (asking("far/x\0"), "model", "control characters"),
    "no model at all": (asking(""), "model", "empty"),
}


@pytest.mark.parametrize("name", BODIES)
async def test_55_a_body_that_is_none_is_refused_and_its_field_named(them: Crowd, name: str) -> None:
    """400, in the caller's wire; no provider hears of it."""
    body, param, words = BODIES[name]
    before = len(them.far.requests)
    refused = await them.ask(chat(body))
    assert (refused.status, refused.code, refused.json["error"]["param"]) == (400, "invalid_request", param)
    assert words in refused.json["error"]["message"]
    assert len(them.far.requests) == before


async def test_55_of_two_fields_of_one_name_the_last_counts(them: Crowd) -> None:
    """For what is checked, and for what the provider is sent."""
    for first, last in (("mock/echo", "far/talk-1"), ("far/echo", "far/hi"), ("nonsense", "far/hi")):
        async with them.calling() as caller:
            twice = b'{"model": "%b", "model": "%b", "stream": true, %b}' % (first.encode(), last.encode(), SAID.encode())
            await caller.say(chat(twice))
            head = await caller.head()
            assert (head.status, head.headers["x-modelbridge-target"]) == (200, last)
        assert json.loads(them.far.requests[-1].body)["model"] == last.partition("/")[2]
    refused = await them.ask(chat(b'{"model": "mock/echo", "model": "far/hi", %b}' % SAID.encode(), key=NARROW))
    assert refused.status == 403


@pytest.mark.parametrize("announced", [True, False])
async def test_55_a_body_over_the_limit_is_refused_before_it_is_here(them: Crowd, announced: bool) -> None:
    """413, after as much as may be; the rest is neither kept nor waited for."""
    resident = them.resident()
    async with them.calling() as caller:
        head = request("POST", CHAT, b"", AUTH, "content-length: 100000000" if announced else "transfer-encoding: chunked")
        await caller.say(head)
        if announced:
            assert (await caller.reply()).status == 413
            return
        piece = chunked(b"x" * 100_000, last=b"")
        sending = asyncio.ensure_future(caller.say(*[piece] * 1000, pause=0.001))
        began = monotonic()
        refused = await caller.reply()
        assert (refused.status, refused.code, refused.headers["connection"]) == (413, "request_too_large", "close")
        assert monotonic() - began < 5.0
        assert await caller.over() == b""
        sending.cancel()
        with suppress(ConnectionError, asyncio.CancelledError):
            await sending
    assert them.resident() - resident < 20_000_000


async def test_55_a_body_at_the_limit_is_fine(them: Crowd) -> None:
    """One byte more is not."""
    room = 1_048_576 - len(asking(said=""))
    assert (await them.ask(chat(asking(said="x" * room)))).status == 200
    assert (await them.ask(chat(asking(said="x" * (room + 1))))).status == 413


async def test_55_a_compressed_body_is_refused(them: Crowd) -> None:
    """A bomb is never unpacked."""
    refused = await them.ask(chat(b"\x1f\x8b", "content-encoding: gzip"))
    assert (refused.status, refused.code) == (415, "unsupported_media_type")


async def test_56_a_name_nobody_knows(them: Crowd) -> None:
    """404, as OpenAI has it; a URL is just such a name."""
    for model in ("nothing", "nowhere/small", "http://127.0.0.1:1/v1", f"http://127.0.0.1:{them.far.origin.port}/v1", "mock/nothing"):
        refused = await them.ask(chat(asking(model)))
        assert (refused.status, refused.code) in ((404, "model_not_found"), (404, "provider_model_not_found")), model


async def test_56_a_key_that_may_not(them: Crowd) -> None:
    """403, by name."""
    refused = await them.ask(chat(asking("far/hi"), key=NARROW))
    assert (refused.status, refused.code, refused.json["error"]["param"]) == (403, "model_not_allowed", "model")
    assert (await them.ask(chat(asking("mock/echo"), key=NARROW))).status == 200


@pytest.mark.parametrize("key", ["", "mb-wrong", OLD, "mb-\xfc", "x" * 5000])
async def test_56_no_key_a_wrong_one_an_old_one(them: Crowd, key: str) -> None:
    """401 before the body is read: it need not even come."""
    header = [f"authorization: Bearer {key}"] if key else []
    async with them.calling() as caller:
        head = [f"POST {CHAT} HTTP/1.1", "host: here", *header, "content-length: 1000", "", ""]
        await caller.say("\r\n".join(head).encode("latin-1") + b"{")
        refused = await caller.reply()
        assert (refused.status, refused.code, refused.headers["www-authenticate"]) == (401, "invalid_api_key", "Bearer")
        assert refused.headers["connection"] == "close"
        assert await caller.over() == b""


@pytest.mark.parametrize("name", ["authorization: Bearer", "x-api-key:", "api-key:"])
async def test_56_a_key_is_taken_from_where_sdks_put_it(them: Crowd, name: str) -> None:
    """Three places."""
    assert (await them.ask(request("POST", CHAT, asking(), f"{name} {NARROW}"))).status == 200


@pytest.mark.parametrize("model", ["far/ü♥", "far/%0d%0ax-evil: 1", "far/" + "x" * 500, "far/a: b"])
async def test_57_no_value_becomes_a_header(them: Crowd, model: str) -> None:
    """What a caller chose is shown, printable and short; what the provider is sent stays in its body."""
    reply = await them.ask(chat(asking(model)))
    assert reply.status == 200
    target = reply.headers["x-modelbridge-target"]
    assert target.isascii()
    assert target.isprintable()
    assert len(target) <= 6000
    assert not [name for name in reply.headers if "evil" in name]
    received = them.far.requests[-1]
    assert json.loads(received.body)["model"] == model.removeprefix("far/")
    assert received.line == "POST /v1/chat/completions HTTP/1.1"
    assert not [name for name, _ in received.fields if "evil" in name]


async def test_57_a_callers_headers_are_its_own(them: Crowd) -> None:
    """None of them reaches a provider, least of all its key."""
    await them.ask(chat(asking("far/hi"), "x-evil: 1", "cookie: secret", "x-forwarded-for: 1.2.3.4", "openai-organization: other"))
    fields = dict(them.far.requests[-1].fields)
    assert not {name.lower() for name in fields} & {"x-evil", "cookie", "x-forwarded-for", "openai-organization", "authorization"}


async def test_58_nobody_is_fetched_for_a_caller(them: Crowd) -> None:
    """A URL in a message is passed on or named, never opened; nor is one in the request line."""
    before = them.far.connections
    far = f"http://127.0.0.1:{them.far.origin.port}/image.png"
    parts = [{"type": "text", "text": far}, {"type": "image_url", "image_url": {"url": far}}]
    body = json.dumps({"model": "mock/echo", "messages": [{"role": "user", "content": parts}]}).encode()
    assert (await them.ask(chat(body))).status == 200
    assert (await them.ask(request("GET", far))).status == 404
    assert (await them.ask(request("CONNECT", f"127.0.0.1:{them.far.origin.port}"))).status in (404, 405)
    assert them.far.connections == before
