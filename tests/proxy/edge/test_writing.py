"""Writes a reply in the caller's wire: whole, as a stream, or as the problem it came to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from msgspec import structs

from config.snapshot import Target
from proxy.call import Call, Reply
from proxy.edge.visit import Visit
from proxy.edge.writing import stream, whole, write_problem
from tests.made import call, provider, snapshot
from tests.visits import Notebook, visit
from translators import TRANSLATORS
from translators.canonical import (
    Batch,
    Data,
    Finish,
    Image,
    Kind,
    Limits,
    PartDelta,
    PartEnd,
    PartStart,
    Problem,
    Start,
    Text,
    Usage,
    Window,
)
from translators.translator import Envelope

EVENTS = (
    Start("id", "small"),
    PartStart(0, Text("")),
    PartDelta(0, "hel"),
    PartDelta(0, "lo"),
    PartEnd(0),
    Finish("stop", Usage(input=1, output=2)),
)


def reply(*batches: Batch) -> Reply:
    """That has begun."""

    async def iterate() -> AsyncIterator[Batch]:
        for batch in batches:
            yield batch

    async def close() -> None:
        """Nothing is open."""

    return Reply(Target(provider(), "small", "house/small"), iterate(), close)


def asked() -> tuple[Visit, Notebook, Call]:
    """A caller, what it reads, and its call."""
    line = Notebook()
    return visit(line), line, call(snapshot())


async def test_bytes_go_through_untouched() -> None:
    """Spaces and all."""
    caller, line, made = asked()
    await whole(caller, made, reply(Batch(None, b'{ "a" : 1.50 }')))
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-type: application/json" in head
    assert b"x-modelbridge-request-id: req_1" in head
    assert body == b'{ "a" : 1.50 }'


async def test_events_become_one_body() -> None:
    """However many batches they came in."""
    caller, line, made = asked()
    await whole(caller, made, reply(Batch(EVENTS[:3]), Batch(EVENTS[3:])))
    body = orjson.loads(line.written.partition(b"\r\n\r\n")[2])
    assert body["choices"][0]["message"]["content"] == "hello"
    assert body["usage"]["total_tokens"] == 3


async def test_what_the_callers_format_cannot_show_is_named() -> None:
    """Beside what was lost of the question; a picture has no place in Anthropic's."""
    caller, line, made = asked()
    made = structs.replace(made, translator=TRANSLATORS["anthropic"])
    made.facts.dropped = ("seed",)
    events = (EVENTS[0], PartStart(0, Text("Look:")), PartStart(1, Image(Data("image/png", "QQ=="))), EVENTS[-1])
    await whole(caller, made, reply(Batch(events)))
    assert b"x-modelbridge-dropped: seed, choices[0].message.content[1]\r\n" in line.written


async def test_a_streams_bytes_go_through_untouched() -> None:
    """Each batch in one write, the head with the first."""
    caller, line, made = asked()
    made.facts.streamed = True
    await stream(caller, made, reply(Batch(None, b"data: 1\n\n"), Batch(None, b""), Batch(None, b"data: [DONE]\n\n")))
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert b"content-type: text/event-stream" in head
    assert b"cache-control: no-cache" in head
    assert body == b"9\r\ndata: 1\n\n\r\ne\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"


async def test_events_become_frames() -> None:
    """With the wire's own end."""
    caller, line, made = asked()
    await stream(caller, made, reply(Batch(EVENTS[:4]), Batch(EVENTS[4:])))
    assert b'"content":"hel"' in line.written
    assert b'"usage"' not in line.written
    assert line.written.rindex(b"data: [DONE]") < line.written.rindex(b"0\r\n\r\n")


async def test_frames_tell_the_usage_to_who_asked_for_it() -> None:
    """That was read after the edge had made its call, so the reply says it."""
    caller, line, made = asked()
    begun = structs.replace(reply(Batch(EVENTS)), envelope=Envelope(model="small", stream=True, wants_usage=True))
    await stream(caller, made, begun)
    assert b'"total_tokens":3' in line.written


def test_a_problem_is_the_reply() -> None:
    """With its status, and when to come back."""
    caller, line, made = asked()
    write_problem(caller, made, Problem(Kind.RATE_LIMITED, "slow down", retry_after=2))
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 429 ")
    assert b"\r\nretry-after: 2\r\n" in head
    assert orjson.loads(body)["error"]["message"] == "slow down"
    assert (made.facts.problem, made.facts.status) == (Kind.RATE_LIMITED, 429)


@pytest.mark.parametrize(("wire", "named"), [("anthropic", True), ("openai_chat", False), ("gemini", False)])
def test_a_problem_has_the_calls_name_where_its_wire_has_a_place_for_it(wire: str, named: bool) -> None:
    """It is what a caller quotes when asking for help."""
    caller, line, made = asked()
    write_problem(caller, structs.replace(made, translator=TRANSLATORS[wire]), Problem(Kind.INVALID_REQUEST, "no"))
    body = orjson.loads(line.written.partition(b"\r\n\r\n")[2])
    assert body.get("request_id") == (made.id if named else None)


async def test_a_problem_inside_a_stream_has_it_too() -> None:
    """The same name as in the head."""
    caller, line, made = asked()
    caller.begin(200, b"")
    await caller.write(b": hello\n\n")
    write_problem(caller, structs.replace(made, translator=TRANSLATORS["anthropic"]), Problem(Kind.PROVIDER_CUT_OFF, "cut"))
    assert b'"request_id":"%b"' % made.id.encode() in line.written


def test_a_problem_tells_what_is_left_of_the_limits() -> None:
    """In the caller's wire."""

    def write(limits: Limits, _: float) -> tuple[tuple[str, str], ...]:
        return (("x-left", str(limits.requests.remaining if limits.requests else None)),)

    caller, line, made = asked()
    made = structs.replace(made, translator=replace(made.translator, write_limits=write))
    write_problem(caller, made, Problem(Kind.PROVIDER_RATE_LIMITED, "slow down", limits=Limits(requests=Window(remaining=0))))
    assert b"\r\nx-left: 0\r\n" in line.written


@pytest.mark.parametrize(("wire", "same"), [("openai_chat", True), ("anthropic", False), (None, False)])
def test_a_providers_own_words_go_through_on_its_own_wire(wire: str | None, same: bool) -> None:
    """On another they are said anew."""
    caller, line, made = asked()
    write_problem(caller, made, Problem(Kind.PROVIDER_REJECTED, "no", wire=wire, wire_bytes=b'{"error": "theirs"}'))
    assert (line.written.partition(b"\r\n\r\n")[2] == b'{"error": "theirs"}') is same


async def test_a_stream_that_has_begun_ends_with_the_problem() -> None:
    """One well-formed event, no end mark of the wire, and no second status."""
    caller, line, made = asked()
    caller.begin(200, b"")
    await caller.write(b"data: 1\n\n")
    write_problem(caller, made, Problem(Kind.PROVIDER_CUT_OFF, "cut"))
    assert line.written.count(b"HTTP/1.1") == 1
    assert b'"code":"provider_cut_off"' in line.written
    assert b"[DONE]" not in line.written
    assert line.written.endswith(b"\r\n0\r\n\r\n")
    assert made.facts.problem is Kind.PROVIDER_CUT_OFF


def test_what_a_problem_quotes_is_always_json() -> None:
    """Whatever a caller made up."""
    caller, line, made = asked()
    write_problem(caller, made, Problem(Kind.UNKNOWN_MODEL, "there is no model '\ud800\0\u2028'", param="\udfff"))
    assert json.loads(line.written.partition(b"\r\n\r\n")[2])["error"]["code"] == "model_not_found"
