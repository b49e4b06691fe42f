"""The hot path of a reply: what someone who only meters it must see."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import odd
from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import Kind, Usage
from translators.framing.sse import Decoder
from translators.openai_responses.glance import glance_frame, glance_response
from translators.openai_responses.response import read_response
from translators.translator import Sight

RECORDED = recordings("openai.responses")
USAGE = {"input_tokens": 3, "output_tokens": 2}


def seen(wire: Any) -> Sight:
    """What a frame shows."""
    return glance_frame(json.dumps(wire).encode())


def whole(**fields: Any) -> dict[str, Any]:
    """A reply."""
    return {"id": "r", "status": "completed", "output": [], "usage": USAGE, **fields}


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        ({"type": "response.created", "response": whole(status="in_progress")}, False),
        ({"type": "response.in_progress", "response": {}}, False),
        ({"type": "response.output_item.added", "item": {"type": "reasoning"}}, False),
        ({"type": "response.output_item.added", "item": {"type": "message"}}, False),
        ({"type": "response.output_item.added", "item": {"type": "function_call"}}, True),
        ({"type": "response.content_part.added", "part": {}}, False),
        ({"type": "response.output_text.delta", "delta": "a"}, True),
        ({"type": "response.output_text.delta", "delta": ""}, False),
        ({"type": "response.reasoning_summary_text.delta", "delta": "a"}, True),
        ({"type": "response.novel.delta", "delta": {"x": 1}}, True),
        ({"type": "response.web_search_call.searching"}, True),
        ({"type": "response.output_item.done", "item": {"type": "reasoning"}}, True),
        ({"type": "novel"}, False),
        ({"id": "no type"}, False),
    ],
)
def test_a_greeting_is_no_content(wire: dict[str, Any], content: bool) -> None:
    """Until something of the answer has come, another target can be tried."""
    assert seen(wire) == Sight(content=content)


def test_a_heartbeat_is_no_progress() -> None:
    """It is an event of the wire all the same; [DONE], which some servers add, is nothing."""
    assert seen({"type": "keepalive", "sequence_number": 3}) == Sight(heartbeat=True)
    assert glance_frame(b"[DONE]") == Sight()


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("completed", {}, "stop"),
        ("completed", {"output": [{"type": "function_call"}]}, "tool_calls"),
        ("incomplete", {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "length"),
        ("incomplete", {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content_filter"),
    ],
)
def test_the_last_event_ends_the_stream(kind: str, fields: dict[str, Any], reason: Any) -> None:
    """With the reason and the usage; a whole reply shows the same."""
    expected = Sight(content=True, reason=reason, ended=1, usage=Usage(input=3, output=2))
    assert seen({"type": f"response.{kind}", "response": whole(**fields)}) == Sight(
        content=True, reason=reason, ended=1, usage=Usage(input=3, output=2), done=True
    )
    assert glance_response(json.dumps(whole(**fields)).encode()) == expected


def test_nothing_said_and_nothing_ended_is_no_answer() -> None:
    """Of a stream it may have come before; what is whole without a word is an answer."""
    unended = {name: value for name, value in whole().items() if name != "status"}
    problem = glance_response(json.dumps(unended).encode()).problem
    assert problem is not None
    assert problem.kind is Kind.PROVIDER_BAD_REPLY
    assert seen({"type": "response.completed", "response": unended}) == Sight(usage=Usage(input=3, output=2), done=True)
    assert glance_response(json.dumps({**unended, "output": [{"type": "message"}]}).encode()).reason == "stop"


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        (
            {"type": "response.failed", "response": whole(status="failed", error={"code": "rate_limit_exceeded", "message": "m"})},
            Kind.PROVIDER_RATE_LIMITED,
        ),
        ({"type": "response.failed"}, Kind.PROVIDER_FAILED),
        ({"type": "error", "code": "server_error", "message": "m"}, Kind.PROVIDER_FAILED),
        ({"type": "error", "error": {"code": "context_length_exceeded", "message": "m"}}, Kind.CONTEXT_TOO_LONG),
        ({"error": {"message": "m", "code": 429}}, Kind.PROVIDER_RATE_LIMITED),
        ([], Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_an_error_is_seen_wherever_it_stands(wire: Any, kind: Kind) -> None:
    """And never taken for the end."""
    sight = seen(wire)
    assert sight.problem is not None
    assert (sight.problem.kind, sight.done) == (kind, False)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(whole(status="failed", error={"code": "server_error", "message": "m"})).encode(), Kind.PROVIDER_FAILED),
        (b'{"error": {"message": "m", "code": "rate_limit_exceeded"}}', Kind.PROVIDER_RATE_LIMITED),
        (b'{"id": "r"}', Kind.PROVIDER_BAD_REPLY),
        (b"<html>", Kind.PROVIDER_BAD_REPLY),
        (b"", Kind.PROVIDER_BAD_REPLY),
        (b'{"output": [', Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_what_is_no_reply_is_a_problem(body: bytes, kind: Kind) -> None:
    """In words for the caller."""
    problem = glance_response(body).problem
    assert problem is not None
    assert problem.kind is kind


def test_a_reply_in_the_background_passes() -> None:
    """Its caller comes back for it."""
    assert glance_response(json.dumps(whole(status="queued")).encode()).problem is None


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", [row for row in RECORDED if row.status == 200], ids=lambda recording: recording.id)
def test_every_recorded_reply_shows_what_it_means(recording: Recording) -> None:
    """Usage and reason, and of a stream where it ends."""
    if recording.framing == "json":
        sight, wire = glance_response(recording.body), json.loads(recording.body)
    else:
        frames = [frame.data for frame in Decoder().feed(recording.body) if frame.data is not None]
        sights = [glance_frame(data) for data in frames]
        assert [sight.problem for sight in sights] == [None] * len(sights)
        ((sight, data),) = [(sight, data) for sight, data in zip(sights, frames, strict=True) if sight.done]
        wire = json.loads(data)["response"]
    reply = read_response(wire)
    assert (sight.reason, sight.usage, sight.ended, sight.content) == (reply.choices[0].reason, reply.usage, 1, True)


FIELDS = st.sampled_from(["type", "delta", "item", "response", "output", "status", "usage", "error", "incomplete_details", "tool_usage"])


@given(
    st.dictionaries(FIELDS, odd, max_size=4),
    st.sampled_from(["response.completed", "response.failed", "response.output_text.delta", "error"]),
)
def test_no_reply_surprises(wire: dict[str, Any], kind: str) -> None:
    """Whatever comes, it is a sight."""
    for data in (wire, {"type": kind, **wire}, {"type": kind, "response": wire}):
        assert isinstance(seen(data), Sight)
        assert isinstance(glance_response(json.dumps(data).encode()), Sight)
