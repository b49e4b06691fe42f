"""Whole replies survive the way through the canonical shape and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.answers import odd_replies, replies
from translators.canonical import (
    Audio,
    ChatResponse,
    Choice,
    Data,
    Image,
    Kind,
    Problem,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Url,
    Usage,
)
from translators.openai_chat.response import read_response, write_response


def through(reply: ChatResponse) -> ChatResponse:
    """Written, encoded, decoded and read."""
    return read_response(json.loads(json.dumps(write_response(reply))))


def known(reply: ChatResponse) -> ChatResponse:
    """Without what only its own wire understands."""
    choices = tuple(replace(choice, extra={}) for choice in reply.choices)
    return replace(reply, choices=choices, extra={})


@given(replies)
def test_a_reply_survives_the_wire(reply: ChatResponse) -> None:
    """The law: read(write(r)) == r, whatever is in it."""
    assert known(through(reply)) == reply


@given(replies)
def test_what_has_been_read_is_written_as_it_was(reply: ChatResponse) -> None:
    """The other law: write(read(w)) == w."""
    wire = json.loads(json.dumps(write_response(reply)))
    assert write_response(read_response(wire)) == wire


@given(replies)
def test_only_legal_words_leave(reply: ChatResponse) -> None:
    """To a caller of another wire's reply, too."""
    wire = write_response(replace(reply, wire="another", choices=tuple(replace(c, native_reason="pause_turn") for c in reply.choices)))
    for choice, written in zip(reply.choices, wire["choices"], strict=True):
        assert written["finish_reason"] == choice.reason
        assert written["native_finish_reason"] == "pause_turn"
        assert {"role", "content", "refusal"} <= written["message"].keys()
    assert {"id", "object", "created", "model", "choices"} <= wire.keys()


@given(odd_replies)
def test_a_reply_is_read_or_refused(wire: Any) -> None:
    """Whatever a server sends: a reply, or a Problem."""
    try:
        reply = read_response(wire)
    except Problem:
        return
    assert json.dumps(write_response(reply))


def message(**fields: Any) -> tuple[Any, ...]:
    """The parts of a reply with this message."""
    return read_response({"choices": [{"message": {"role": "assistant", **fields}, "finish_reason": "stop"}]}).choices[0].parts


CASES: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"content": None}, ()),
    ({"content": ""}, ()),
    ({"content": "hi", "refusal": None}, (Text("hi"),)),
    ({"refusal": "no"}, (Refusal("no"),)),
    ({"content": "hi", "reasoning": "hm"}, (Reasoning("hm", place="reasoning"), Text("hi"))),
    ({"reasoning": "hm", "reasoning_content": "hm"}, (Reasoning("hm", place="reasoning_content,reasoning"),)),
    ({"reasoning": "a", "reasoning_content": "b"}, (Reasoning("b", place="reasoning_content"), Reasoning("a", place="reasoning"))),
    (
        {"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm", "signature": "s", "index": 0}]},
        (Reasoning("hm", "s", place="reasoning_details,reasoning", extra={"type": "reasoning.text", "index": 0}),),
    ),
    (
        {"reasoning_details": [{"type": "reasoning.encrypted", "data": "zz", "id": "r"}]},
        (Reasoning("", redacted="zz", id="r", place="reasoning_details", extra={"type": "reasoning.encrypted"}),),
    ),
    (
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}], "closed": True}, {"type": "text", "text": "a"}]},
        (Reasoning("hm", place="content", extra={"closed": True}), Text("a")),
    ),
    ({"content": {"age": 3}}, (Text('{"age": 3}', extra={"content": {"age": 3}}),)),
    (
        {"content": "see", "annotations": [{"type": "url_citation", "url_citation": {}}]},
        (Text("see", ({"type": "url_citation", "url_citation": {}},)),),
    ),
    ({"audio": {"id": "a", "data": "QQ==", "transcript": "x", "expires_at": 9}}, (Audio(Data("", "QQ=="), "x", "a", 9),)),
    ({"audio": {"id": "", "data": "", "transcript": "", "expires_at": 0}}, ()),
    (
        {"images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}, "index": 0}]},
        (Image(Data("image/png", "QQ=="), extra={"index": 0}),),
    ),
    (
        {"tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1.0}'}, "index": 0}]},
        (ToolCall("1", "f", '{"a": 1.0}', extra={"index": 0}),),
    ),
    ({"tool_calls": [{"id": "1", "type": "custom", "custom": {"name": "f", "input": "x"}}]}, (ToolCall("1", "f", "x", "custom"),)),
    ({"tool_calls": [{"id": "1", "function": {"name": "f", "arguments": {"a": 1}}}]}, (ToolCall("1", "f", '{"a": 1}'),)),
    ({"tool_calls": [{"id": "1", "function": {"name": "f", "arguments": None}}]}, (ToolCall("1", "f", ""),)),
    ({"function_call": {"name": "f", "arguments": "{}"}}, (ToolCall("", "f", "{}", "legacy"),)),
    ({"content": [{"type": "novel", "x": 1}]}, (Unknown("novel", {"type": "novel", "x": 1}),)),
]


@pytest.mark.parametrize(("fields", "parts"), CASES, ids=range(len(CASES)))
def test_every_field_of_a_message_becomes_its_part(fields: dict[str, Any], parts: tuple[Any, ...]) -> None:
    """In the order thoughts, content, refusal, sound, pictures, calls."""
    assert message(**fields) == parts


def test_a_call_without_an_id_is_given_one() -> None:
    """A client cannot answer a call it cannot name; the same reply gives the same id."""
    wire = {"id": "chatcmpl-7!", "choices": [{"message": {"tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}}]}
    (call,) = read_response(wire).choices[0].parts
    assert isinstance(call, ToolCall)
    assert call.id == "call_chatcmpl7_0_0"
    assert read_response(wire) == read_response(wire)


@pytest.mark.parametrize(
    ("word", "fields", "expected"),
    [
        ("eos", {}, ("stop", "eos")),
        ("", {}, ("stop", None)),
        (None, {"tool_calls": [{"id": "1", "function": {"name": "f"}}]}, ("tool_calls", None)),
        ("function_call", {}, ("tool_calls", "function_call")),
    ],
)
def test_why_it_ended(word: Any, fields: Any, expected: Any) -> None:
    """The native word is kept when it says more."""
    choice = read_response({"choices": [{"message": fields, "finish_reason": word}]}).choices[0]
    assert (choice.reason, choice.native_reason) == expected


def test_the_old_function_call_ends_with_its_own_word() -> None:
    """Which is legal on this wire."""
    choice = Choice(parts=(ToolCall("", "f", "{}", "legacy"),), reason="tool_calls", native_reason="function_call")
    written = write_response(ChatResponse(id="r", model="m", choices=(choice,)))["choices"][0]
    assert written["finish_reason"] == "function_call"
    assert written["message"]["function_call"] == {"name": "f", "arguments": "{}"}


def test_usage_that_changed_is_written_anew() -> None:
    """And usage that did not is written as its provider spelled it; unknown usage is not made up."""
    spelled = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5, "queue_time": 0.1}
    reply = read_response({"choices": [{"message": {"content": "x"}}], "usage": spelled})
    assert write_response(reply)["usage"] == spelled
    assert "queue_time" not in write_response(replace(reply, usage=Usage(input=9)))["usage"]
    assert "usage" not in write_response(replace(reply, usage=Usage(), extra={}))


def test_extras_stay_on_their_wire() -> None:
    """Another wire's reply has none of this wire's."""
    wire = {"choices": [{"message": {"content": "x", "m": 1}, "c": 2}], "t": 3}
    reply = read_response(wire)
    own, other = write_response(reply), write_response(replace(reply, wire="another"))
    assert (own["t"], own["choices"][0]["c"], own["choices"][0]["message"]["m"]) == (3, 2, 1)
    assert not {"t", "c", "m"} & (other.keys() | other["choices"][0].keys() | other["choices"][0]["message"].keys())


@pytest.mark.parametrize("wire", [{}, {"choices": []}, {"choices": ["x"]}, {"choices": None, "id": "x"}])
def test_a_reply_without_answers_is_none(wire: Any) -> None:
    """It may work elsewhere."""
    with pytest.raises(Problem) as caught:
        read_response(wire)
    assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


def test_an_error_in_a_reply_is_a_problem() -> None:
    """Although its status was 200."""
    with pytest.raises(Problem) as caught:
        read_response({"error": {"message": "no", "code": 429}})
    assert caught.value.kind is Kind.PROVIDER_RATE_LIMITED


def test_answers_are_in_their_order() -> None:
    """Whatever order they came in."""
    wire = {"choices": [{"index": 1, "message": {"content": "b"}}, {"index": 0, "message": {"content": "a"}}]}
    assert [choice.parts for choice in read_response(wire).choices] == [(Text("a"),), (Text("b"),)]


def test_a_link_to_a_picture_stays_a_link() -> None:
    """It is fetched by whoever shows it."""
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=(Image(Url("https://example.com/i.png")),), reason="stop"),))
    written = write_response(reply)["choices"][0]["message"]["images"]
    assert written == [{"type": "image_url", "image_url": {"url": "https://example.com/i.png"}}]


def test_sounds_and_citations_of_others_have_what_openais_clients_require() -> None:
    """Whatever their own wire leaves out."""
    note = {"type": "url_citation", "url_citation": {"url": "https://e.x", "start_index": 0, "end_index": 1}}
    parts = (Text("a", (note,)), Audio(Data("audio/wav", "QQ==")))
    reply = ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="stop"),), wire="elsewhere")
    message = write_response(reply)["choices"][0]["message"]
    assert message["audio"] == {"id": "", "data": "QQ==", "expires_at": 0, "transcript": ""}
    assert message["annotations"][0]["url_citation"]["title"] == ""
    assert "title" not in note["url_citation"]


def test_calls_of_a_reply_without_an_id_are_told_apart_by_its_second() -> None:
    """Servers that give neither calls nor replies ids would have one conversation call the same call twice."""
    message = {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "{}"}}]}
    ids = []
    for created in (1_700_000_000, 1_700_000_001):
        wire = {"created": created, "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}
        (call,) = read_response(wire).choices[0].parts
        assert isinstance(call, ToolCall)
        ids.append(call.id)
    assert ids == ["call_1700000000_0_0", "call_1700000001_0_0"]
