"""Groq's chat wire: no thoughts in a conversation."""

from __future__ import annotations

from translators import TRANSLATORS
from translators.canonical import ChatRequest, Message, Reasoning, Text, ToolCall
from translators.groq import write_request

ASKED = ChatRequest(
    model="m",
    messages=(
        Message("user", (Text("hi"),)),
        Message("assistant", (Reasoning("hm", place="reasoning"), Text("ho"), ToolCall("1", "f", "{}"))),
    ),
    wire="openai_chat",
)


def test_thoughts_are_left_out_and_named() -> None:
    """They would be refused."""
    wire, dropped = write_request(ASKED)
    assert dropped == ("messages[1].reasoning",)
    assert wire["messages"][1].keys() == {"role", "content", "tool_calls"}


def test_all_else_is_openais() -> None:
    """One function differs."""
    groq, openai = TRANSLATORS["groq"], TRANSLATORS["openai_chat"]
    assert groq.wire == openai.wire
    assert (groq.peek_request, groq.forward_request, groq.stream_reader) == (
        openai.peek_request,
        openai.forward_request,
        openai.stream_reader,
    )
    assert groq.write_request is not openai.write_request
