"""Groq's chat wire: no thoughts in a conversation."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from translators import TRANSLATORS
from translators.canonical import ChatRequest, Message, Reasoning, Text, Thinking, ToolCall
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
    assert dropped == ("messages[1].content[0]",)
    assert wire["messages"][1].keys() == {"role", "content", "tool_calls"}


CROSSED = ChatRequest(model="m", messages=(Message("user", (Text("hi"),), "ann"),), wire="anthropic")


def test_a_question_of_another_wire_asks_for_nothing_that_is_refused() -> None:
    """And it is said what it does not ask for."""
    request = replace(CROSSED, logprobs=True, top_logprobs=2, n=2, verbosity="low", service_tier="default", stop=("a", "b", "c", "d", "e"))
    wire, dropped = write_request(request)
    assert wire == {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stop": ["a", "b", "c", "d"]}
    assert set(dropped) == {"messages[0].name", "stop", "logprobs", "top_logprobs", "n", "verbosity", "service_tier"}


@pytest.mark.parametrize(
    ("model", "asked", "word", "named"),
    [
        ("openai/gpt-oss-120b", "high", "high", ()),
        ("openai/gpt-oss-120b", "none", "low", ()),
        ("qwen/qwen3-32b", "high", "default", ()),
        ("qwen/qwen3.6-27b", "none", "none", ()),
        ("llama-3.3-70b-versatile", "high", None, ("reasoning_effort",)),
        ("llama-3.3-70b-versatile", "none", None, ()),
    ],
)
def test_only_some_models_may_be_told_how_much_to_think(model: str, asked: str, word: str | None, named: tuple[str, ...]) -> None:
    """In two different vocabularies; the others refuse it."""
    wire, dropped = write_request(replace(CROSSED, model=model, messages=(), thinking=Thinking(asked)))
    assert (wire.get("reasoning_effort"), dropped) == (word, named)


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
