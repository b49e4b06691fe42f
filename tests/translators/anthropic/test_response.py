"""Whole replies: read as what they mean, written as the official client reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anthropic.types import Message as OfficialMessage
from hypothesis import HealthCheck, given, settings

from tests.answers import replies
from tests.official import wrong_reply
from tests.recordings import ABSENT, recordings
from translators.anthropic.response import PICTURE, read_response, write_response
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    Data,
    Image,
    Kind,
    Part,
    Problem,
    Reason,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Url,
    Usage,
)
from translators.framing import json_text

REPLY: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-x",
    "content": [{"type": "text", "text": "hi"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 2},
}


def said(*parts: Part, reason: Reason = "stop", id: str = "chatcmpl-1") -> dict[str, Any]:
    """A reply of another wire, written."""
    wire = write_response(
        ChatResponse(id=id, model="m", choices=(Choice(parts=parts, reason=reason),), usage=Usage(input=1), wire="gemini")
    )
    return dict(json.loads(json_text.encode(wire)))


def test_a_reply_is_read() -> None:
    """With what only this wire understands."""
    reply = read_response(REPLY | {"container": {"id": "c"}, "stop_sequence": "x", "stop_reason": "stop_sequence"})
    assert reply.choices[0].parts == (Text("hi"),)
    assert (reply.choices[0].reason, reply.choices[0].native_reason) == ("stop", "stop_sequence")
    assert reply.choices[0].extra == {"stop_sequence": "x"}
    assert reply.extra == {"usage": REPLY["usage"], "container": {"id": "c"}}
    assert reply.usage == Usage(input=1, output=2)


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, Kind.PROVIDER_OVERLOADED),
        ({"error": {"message": "x"}}, Kind.PROVIDER_FAILED),
        ({"type": "message"}, Kind.PROVIDER_BAD_REPLY),
        ({"type": "message", "content": [], "stop_reason": None}, Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_what_is_no_reply_is_a_problem(wire: dict[str, Any], kind: Kind) -> None:
    """Though its status said that all is well."""
    with pytest.raises(Problem) as caught:
        read_response(wire)
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("name", "input", "text"),
    [
        ("modelbridge_answer", {"a": 1}, '{"a":1}'),
        ("modelbridge_answer_value", {"value": [1, 2]}, "[1,2]"),
    ],
)
def test_a_hidden_answer_is_the_answer(name: str, input: Any, text: str) -> None:
    """Nobody sees the tool, nor that it was called."""
    call = {"type": "tool_use", "id": "toolu_1", "name": name, "input": input}
    reply = read_response(REPLY | {"content": [call], "stop_reason": "tool_use"})
    assert (reply.choices[0].parts, reply.choices[0].reason) == ((Text(text),), "stop")
    assert write_response(reply)["stop_reason"] == "end_turn"
    around = [{"type": "text", "text": "Let me think."}, call, {"type": "text", "text": "That is it."}]
    assert read_response(REPLY | {"content": around, "stop_reason": "tool_use"}).choices == reply.choices
    other = {"type": "tool_use", "id": "toolu_2", "name": "f", "input": {}}
    both = read_response(REPLY | {"content": [call, other], "stop_reason": "tool_use"})
    assert both.choices[0].reason == "tool_calls"


@given(replies)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_reply_is_one_of_this_wire(reply: ChatResponse) -> None:
    """Whatever wire it comes from."""
    wire = json.loads(json_text.encode(write_response(reply)))
    assert not wrong_reply("anthropic", wire)
    OfficialMessage.model_validate(wire)
    assert wire["id"].startswith("msg_")


def test_parts_have_blocks() -> None:
    """In their order; empty words have none."""
    wire = said(
        Reasoning("Hm", "S==", signer="gemini"), Text(""), Text("hi"), ToolCall("c", "f", '{"a": 123456789012345678901}'), Unknown("x", {})
    )
    assert wire["content"] == [
        {"type": "thinking", "thinking": "Hm", "signature": "mb1.gemini.s.S=="},
        {"type": "text", "text": "hi"},
        {"type": "tool_use", "id": "c", "name": "f", "input": {"a": 123456789012345678901}},
    ]
    assert wire["stop_reason"] == "tool_use"
    assert wire["id"] == "msg_chatcmpl-1"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Refusal("No."), "No."),
        (Audio(Data("", "x"), "what was said"), "what was said"),
        (Image(Url("https://a.example/i.png")), "![](https://a.example/i.png)"),
        (Image(Data("image/png", "x")), PICTURE),
    ],
)
def test_what_has_no_block_is_told(part: Part, text: str) -> None:
    """In words; nothing is lost without one."""
    wire = said(part)
    assert wire["content"] == [{"type": "text", "text": text}]
    assert wire["stop_reason"] == ("refusal" if isinstance(part, Refusal) else "end_turn")


def test_of_several_answers_the_first_is_given() -> None:
    """And of none an empty one."""
    choices = (Choice(parts=(Text("a"),), reason="length"), Choice(parts=(Text("b"),), reason="stop"))
    wire = write_response(ChatResponse(id="msg_x", model="m", choices=choices))
    assert (wire["content"], wire["stop_reason"], wire["id"]) == ([{"type": "text", "text": "a"}], "max_tokens", "msg_x")
    assert write_response(ChatResponse(id="", model="m", choices=()))["content"] == []


def test_an_old_call_without_an_id_gets_one() -> None:
    """A result must name it."""
    assert said(Text("x"), ToolCall("", "f", "{}", "legacy"))["content"][1]["id"] == "toolu_1"


def test_recorded_replies_come_back_as_they_were() -> None:
    """Equal JSON, for every one."""
    found = [each for each in recordings("anthropic.messages") if each.status == 200 and each.framing == "json"]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        wire = json.loads(recording.body)
        assert json.loads(json_text.encode(write_response(read_response(wire)))) == wire, recording.id
