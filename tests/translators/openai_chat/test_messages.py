"""Messages of every role survive, in every spelling."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.answers import earlier, instructions, questions, results
from translators.canonical import Image, Message, Reasoning, Text, ToolCall, ToolResult, Url
from translators.openai_chat.messages import read_message, write_message

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
SIGNED = {"type": "reasoning.text", "text": "h", "signature": "s"}
SPELLED: list[dict[str, Any]] = [
    {"role": "system", "content": "be brief"},
    {"role": "developer", "content": [{"type": "text", "text": "be brief"}], "name": "ops"},
    {"role": "system", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]},
    {"role": "user", "content": "hi", "name": None, "cache_control": {"type": "ephemeral"}},
    {"role": "user", "content": ""},
    {"role": "user", "content": []},
    {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://e.x/i"}}]},
    {"role": "user", "content": [{"type": "novel", "x": 1}]},
    {"role": "assistant"},
    {"role": "assistant", "content": "hi", "name": "bot", "refusal": None, "prefix": True},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "assistant", "tool_calls": [CALL, CALL | {"index": 1}]},
    {"role": "assistant", "content": "", "tool_calls": None},
    {"role": "assistant", "content": [{"type": "text", "text": "a"}]},
    {"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "no"}]},
    {"role": "assistant", "content": "a", "refusal": "no"},
    {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
    {"role": "assistant", "audio": {"id": "a"}},
    {"role": "assistant", "content": "a", "reasoning_content": "h"},
    {
        "role": "assistant",
        "content": "a",
        "reasoning": "h",
        "reasoning_details": [{"type": "reasoning.text", "text": "h", "signature": "s"}],
    },
    {"role": "assistant", "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "h"}]}, {"type": "text", "text": "a"}]},
    {"role": "tool", "tool_call_id": "1", "content": "42"},
    {"role": "tool", "tool_call_id": "1", "content": [{"type": "text", "text": "42"}], "name": "f", "x": 1},
    {"role": "tool", "tool_call_id": "1", "content": ""},
    {"role": "tool", "tool_call_id": "1", "content": None},
    {"role": "function", "name": "f", "content": "42"},
    {"role": "function", "name": "f", "content": None},
]


@pytest.mark.parametrize("wire", SPELLED, ids=range(len(SPELLED)))
def test_a_message_is_written_as_it_was(wire: dict[str, Any]) -> None:
    """write(read(w)) == w."""
    written = write_message(read_message(wire))
    if "content" not in wire and "content" in written:
        assert written.pop("content") == ""  # this wire wants one where nothing else is said
    assert written == wire


@given(instructions | questions | earlier | results)
def test_a_message_survives(message: Message) -> None:
    """read(write(m)) == m."""
    read = read_message(write_message(message))
    assert (read.role, read.parts, read.name) == (message.role, message.parts, message.name)


def test_a_message_of_another_wire_has_none_of_its_spelling() -> None:
    """Only what it means crosses."""
    message = Message("assistant", (Text("a"),), extra={"prefix": True}, form={"content": "list"})
    assert write_message(message, own=False) == {"role": "assistant", "content": "a"}
    result = Message("tool", (ToolResult("1", (Text("a"),)),), form={"role": "function"}, extra={"x": 1})
    assert write_message(result, own=False) == {"role": "tool", "tool_call_id": "1", "content": "a"}


def test_what_needs_a_list_is_one() -> None:
    """Pictures, several texts, a cache marker."""
    listed = write_message(Message("user", (Text("a"), Image(Url("https://e.x/i")))), own=False)
    assert [part["type"] for part in listed["content"]] == ["text", "image_url"]
    marked = write_message(Message("system", (Text("a", cache={"type": "ephemeral"}),)), own=False)
    assert marked["content"] == [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]


def test_a_message_that_says_nothing_says_so() -> None:
    """A message needs content, unless it calls."""
    assert write_message(Message("user", ()), own=False)["content"] == ""
    assert write_message(Message("assistant", (Reasoning("h"),)), own=False)["content"] == ""
    assert "content" not in write_message(Message("assistant", (ToolCall("1", "f", "{}"),)), own=False)
    assert write_message(Message("tool", (ToolResult("1", ()),)), own=False)["content"] == ""
