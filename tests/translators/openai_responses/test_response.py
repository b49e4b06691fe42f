"""A whole reply, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.answers import odd, replies
from tests.official import wrong_reply
from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import ChatResponse, Choice, Kind, Problem, Text, ToolCall, Unknown, Usage
from translators.openai_responses.response import read_response, write_response

RECORDED = [row for row in recordings("openai.responses") if row.status == 200 and row.framing == "json"]


def wire(**fields: Any) -> dict[str, Any]:
    """A reply."""
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]}
    return {"id": "resp_1", "object": "response", "created_at": 7.5, "model": "m", "status": "completed", "output": [said], **fields}


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
def test_every_recorded_reply_comes_back_on_its_own_wire(recording: Recording) -> None:
    """With every field it had."""
    reply = json.loads(recording.body)
    assert {name: value for name, value in write_response(read_response(reply)).items() if name in reply} == reply


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
def test_every_recorded_reply_survives_without_its_spelling(recording: Recording) -> None:
    """As if another wire had said it."""
    reply = read_response(json.loads(recording.body))
    bare = replace(reply, choices=tuple(replace(choice, parts=known(choice), extra={}) for choice in reply.choices), extra={}, wire="x")
    again = read_response(write_response(bare))
    assert wrong_reply("openai_responses", write_response(bare)) == []
    assert (again.choices[0].parts, again.choices[0].reason, again.usage) == (bare.choices[0].parts, bare.choices[0].reason, bare.usage)


def known(choice: Choice) -> tuple[Any, ...]:
    """Without the provider's own tools; texts that are parted only by these are one."""
    parts: list[Any] = []
    for part in choice.parts:
        if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
            parts[-1] = Text(parts[-1].text + part.text)
        elif not isinstance(part, Unknown):
            parts.append(part)
    return tuple(parts)


def test_a_reply_is_read() -> None:
    """What is not understood stays."""
    reply = read_response(wire(usage={"input_tokens": 1, "output_tokens": 2}, service_tier="default"))
    assert (reply.id, reply.model, reply.created, reply.usage) == ("resp_1", "m", 7, Usage(input=1, output=2))
    assert reply.choices[0].parts == (Text("a"),)
    assert reply.extra == {"usage": {"input_tokens": 1, "output_tokens": 2}, "service_tier": "default"}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ({"error": {"message": "m", "code": "rate_limit_exceeded"}}, Kind.PROVIDER_RATE_LIMITED),
        (wire(status="failed", error={"code": "server_error", "message": "m"}), Kind.PROVIDER_FAILED),
        (wire(status="queued"), Kind.PROVIDER_BAD_REPLY),
        ({"id": "x"}, Kind.PROVIDER_BAD_REPLY),
        (wire(output=None), Kind.PROVIDER_BAD_REPLY),
        (wire(output=[], status=None), Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_what_is_no_reply_is_a_problem(reply: dict[str, Any], kind: Kind) -> None:
    """Whatever its status said."""
    with pytest.raises(Problem) as caught:
        read_response(reply)
    assert caught.value.kind is kind


def test_a_reply_of_another_wire_is_a_whole_response() -> None:
    """Of several answers the first."""
    choices = (Choice(parts=(Text("a"), ToolCall("c", "f", "{}")), reason="tool_calls"), Choice(parts=(), reason="stop"))
    written = write_response(
        ChatResponse(id="chatcmpl-1", model="m", choices=choices, usage=Usage(input=1), wire="openai_chat", extra={"x": 1})
    )
    assert wrong_reply("openai_responses", written) == []
    assert (written["id"], written["status"], "x" in written) == ("resp_chatcmpl-1", "completed", False)
    assert [item["type"] for item in written["output"]] == ["message", "function_call"]


def test_a_reply_keeps_its_id_on_its_own_wire() -> None:
    """xAI's do not begin with resp_, and its callers go on from them."""
    assert write_response(read_response(wire(id="a-b-c")))["id"] == "a-b-c"


@given(replies)
@settings(deadline=None)
def test_any_reply_is_what_the_sdk_understands(reply: ChatResponse) -> None:
    """Whatever another wire says."""
    assert wrong_reply("openai_responses", json.loads(json.dumps(write_response(reply)))) == []


@given(odd, odd, odd)
def test_no_reply_surprises(output: Any, usage: Any, details: Any) -> None:
    """Any field may hold anything: a reply, or a Problem."""
    for reply in (
        wire(output=output, usage=usage),
        wire(output=[output], incomplete_details=details),
        wire(output=[{"type": "message", "content": [details]}]),
    ):
        try:
            read_response(reply)
        except Problem:
            continue
