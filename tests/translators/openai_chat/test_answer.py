"""What a model has said: one flat object, a row of parts."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Audio, Data, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url
from translators.openai_chat.answer import read_answer, read_audio, write_answer, write_audio

SPELLED: list[dict[str, Any]] = [
    {},
    {"content": "hi"},
    {"content": "hi", "refusal": "no", "reasoning_content": "hm"},
    {"content": "hi", "annotations": [{"type": "file", "file": {"hash": "x"}}]},
    {"content": {"title": "x", "author": "y"}},
    {"content": "", "annotations": []},
    {"content": None, "tool_calls": None, "audio": None, "function_call": None},
    {"tool_calls": []},
    {"tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}], "content": None},
    {"function_call": {"name": "f", "arguments": "{}", "x": 1}},
    {"function_call": {"name": "", "arguments": ""}},
    {"audio": {"id": "a"}},
    {"audio": {"id": "a", "data": "QQ==", "expires_at": 9, "transcript": "x", "more": 1}},
    {"audio": {"id": "", "data": "", "expires_at": 0, "transcript": ""}},
    {"images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,QQ=="}, "index": 0}]},
    {"provider_metadata": {"x": 1}, "content": "hi"},
    {"content": 7},
]


@pytest.mark.parametrize("wire", SPELLED, ids=range(len(SPELLED)))
def test_an_answer_is_written_as_it_was(wire: dict[str, Any]) -> None:
    """write(read(w)) with what was not understood beside it == w."""
    parts, rest = read_answer(wire)
    assert write_answer(parts) | rest == wire


LISTED: list[list[dict[str, Any]]] = [
    [{"type": "text", "text": "a"}],
    [{"type": "text", "text": "a"}, {"type": "text", "text": "b", "cache_control": {"type": "ephemeral"}}],
    [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "no"}],
    [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "a"}],
    [{"type": "novel"}],
]


@pytest.mark.parametrize("content", LISTED)
def test_content_that_was_a_list_stays_one(content: list[dict[str, Any]]) -> None:
    """When its message says so."""
    parts, rest = read_answer({"content": content})
    assert write_answer(parts, listed=True, refusal_in_list=True) | rest == {"content": content}


def test_words_in_several_parts_are_one_text() -> None:
    """This wire has one place for them."""
    assert write_answer([Text("a"), ToolCall("1", "f", "{}"), Text("b")])["content"] == "ab"


def test_what_only_a_list_can_say_makes_it_a_list() -> None:
    """A marked text, a thought among the words, a part nobody knows."""
    assert write_answer([Text("a", cache={"type": "ephemeral"})])["content"][0]["cache_control"] == {"type": "ephemeral"}
    assert [item["type"] for item in write_answer([Reasoning("h", place="content"), Text("a")])["content"]] == ["thinking", "text"]
    assert write_answer([Unknown("novel", {"type": "novel"})])["content"] == [{"type": "novel"}]


def test_each_part_has_its_field() -> None:
    """In no particular order."""
    parts: list[Part] = [
        Reasoning("h"),
        Text("a", ({"x": 1},)),
        Refusal("n"),
        Refusal("o"),
        Image(Url("https://e.x/i")),
        Audio(Data("", "QQ=="), "t", "s", 9),
        ToolCall("1", "f", "{}", extra={"index": 0}),
        ToolCall("", "g", "[]", "legacy"),
    ]
    assert write_answer(parts, own=False) == {
        "reasoning_content": "h",
        "content": "a",
        "annotations": [{"x": 1}],
        "refusal": "no",
        "images": [{"type": "image_url", "image_url": {"url": "https://e.x/i"}}],
        "audio": {"id": "s", "data": "QQ==", "expires_at": 9, "transcript": "t"},
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
        "function_call": {"name": "g", "arguments": "[]"},
    }


def test_an_object_for_a_text_that_changed_is_a_text() -> None:
    """It is given back as an object only while it is the same."""
    (text,), _ = read_answer({"content": {"a": 1}})
    assert isinstance(text, Text)
    assert write_answer([Text('{"a": 2}', extra=text.extra)])["content"] == '{"a": 2}'


def test_sound_of_odd_types_is_carried() -> None:
    """What is not what it should be stays beside it."""
    audio = read_audio({"id": 5, "data": "QQ==", "transcript": None})
    assert audio == Audio(Data("", "QQ=="), extra={"id": 5, "transcript": None})
    assert write_audio(audio) == {"data": "QQ==", "id": 5, "transcript": None}
