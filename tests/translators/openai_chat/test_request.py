"""Questions survive the way through the canonical shape and back, in every spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.answers import requests
from tests.official import wrong_question
from translators.canonical import ChatRequest, Format, Image, Message, Text, Thinking, Tool, ToolCall, ToolChoice, ToolResult, Url
from translators.crossing import FEATURES, Feature
from translators.openai_chat.envelope import peek_request
from translators.openai_chat.request import read_request, write_request
from translators.samples import sample

HELLO: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
SCHEMA = {"type": "object", "properties": {}}
FUNCTION = {"type": "function", "function": {"name": "f", "parameters": SCHEMA}}

SPELLED: list[dict[str, Any]] = [
    {},
    {"temperature": 0, "top_p": 1.0, "frequency_penalty": 0.0, "presence_penalty": -1, "seed": 9007199254740993, "n": 1},
    {"temperature": None, "stop": None, "tools": None, "n": None, "stream": False, "response_format": None},
    {"max_tokens": 5},
    {"max_completion_tokens": 5},
    {"max_completion_tokens": 5, "max_tokens": 6},
    {"stop": "a"},
    {"stop": ["a"]},
    {"stop": []},
    {"stream": True, "stream_options": {"include_usage": True}},
    {"stream": True, "stream_options": {"include_usage": True, "include_obfuscation": False}},
    {"stream_options": {"include_usage": True}},
    {"tools": [FUNCTION, {"type": "web_search"}], "tool_choice": "auto", "parallel_tool_calls": False},
    {"tools": [], "tool_choice": {"type": "function", "function": {"name": "f"}}},
    {"tools": [FUNCTION], "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [FUNCTION]}}},
    {"functions": [{"name": "f", "description": "d", "parameters": SCHEMA}], "function_call": {"name": "f"}},
    {"functions": [{"name": "f"}], "function_call": "none"},
    {"tools": [FUNCTION], "functions": [{"name": "f"}], "tool_choice": "none", "function_call": "auto"},
    {"response_format": {"type": "text"}},
    {"response_format": {"type": "json_object", "schema": SCHEMA}},
    {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA, "strict": True, "description": "d"}}},
    {"response_format": {"type": "json_schema", "json_schema": {"type": "object", "$schema": "x"}}},
    {"response_format": {"type": "json_schema"}},
    {"response_format": {"type": "grammar", "value": "x"}},
    {"reasoning_effort": "high"},
    {"reasoning_effort": None},
    {"reasoning": {"effort": "high", "exclude": True}},
    {"reasoning": {"max_tokens": 2000}},
    {"reasoning": {"enabled": False}},
    {"reasoning": {"effort": None}},
    {"reasoning": {"effort": "low"}, "reasoning_effort": "high"},
    {"thinking": {"type": "enabled"}, "enable_thinking": True, "chat_template_kwargs": {"enable_thinking": False}},
    {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}},
    {"modalities": None},
    {"logprobs": True, "top_logprobs": 0, "logit_bias": {"50256": -100}},
    {"metadata": {"a": "b"}, "store": False, "user": "u", "safety_identifier": "s", "prompt_cache_key": "k", "service_tier": "flex"},
    {"prediction": {"type": "content", "content": "x"}, "verbosity": "low", "web_search_options": {"search_context_size": "low"}},
    {"top_k": 5, "min_p": 0.1, "repetition_penalty": 1.1, "provider": {"order": ["x"]}, "transforms": []},
]


@pytest.mark.parametrize("fields", SPELLED, ids=range(len(SPELLED)))
def test_a_question_is_written_as_it_was(fields: dict[str, Any]) -> None:
    """write(read(w)) == w, and nothing is dropped on its own wire."""
    wire, dropped = write_request(read_request(HELLO | fields))
    assert wire == HELLO | fields
    assert dropped == ()


@given(requests)
def test_a_question_survives(request: ChatRequest) -> None:
    """The law: read(write(r)) means the same as r, and is written the same."""
    wire = json.loads(json.dumps(write_request(request)[0]))
    read = read_request(wire)
    assert write_request(read)[0] == wire
    plain = replace(read, messages=tuple(replace(message, form={}) for message in read.messages), form={})
    assert plain == replace(request, messages=tuple(replace(message, form={}) for message in request.messages), form={})


def test_a_stream_is_always_asked_for_its_usage() -> None:
    """Whether or not its caller will see it."""
    request = read_request(HELLO | {"stream": True})
    assert (request.stream, request.wants_usage) == (True, False)
    assert write_request(request)[0]["stream_options"] == {"include_usage": True}


def test_every_field_has_its_meaning() -> None:
    """For those who know nothing of this wire."""
    wire = HELLO | {
        "tools": [FUNCTION],
        "tool_choice": "required",
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}},
        "max_tokens": 5,
        "stop": "x",
        "reasoning": {"effort": "low", "max_tokens": 9},
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    request = read_request(wire)
    assert request.messages == (Message("user", (Text("hi"),)),)
    assert (request.tools, request.tool_choice) == ((Tool("f", schema=SCHEMA),), ToolChoice("required"))
    assert (request.format, request.max_tokens, request.stop) == (Format("json_schema", "a", schema=SCHEMA), 5, ("x",))
    assert (request.thinking, request.stream, request.wants_usage) == (Thinking("low", 9), True, True)


def test_the_old_functions_are_tools() -> None:
    """And the old choice is a choice."""
    request = read_request(HELLO | {"functions": [{"name": "f"}], "function_call": {"name": "f"}})
    assert request.tools == (Tool("f"),)
    assert request.tool_choice is not None
    assert (request.tool_choice.mode, request.tool_choice.names) == ("required", ("f",))


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.1", "o3", "gpt-6"])
@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_whatever_another_wire_asks_of_openais_models_is_what_its_sdk_would_send(feature: Feature, model: str) -> None:
    """Valid by its types, with nothing they do not know; and let in by ourselves."""
    wire = json.loads(json.dumps(write_request(sample(feature.name, model, "elsewhere"))[0]))
    assert wrong_question("openai_chat", wire) == []
    peek_request(json.dumps(wire).encode())


FOREIGN = ChatRequest(
    model="m",
    messages=(
        Message("user", (Text("hi"), Image(Url("https://e.x/i")))),
        Message("assistant", (ToolCall("1", "f", "{}"), ToolCall("2", "f", "{}"))),
        Message("user", (ToolResult("1", (Text("a"),), failed=True), ToolResult("2", (Text("b"),)), Text("and now?"))),
    ),
    tools=(Tool("f"), Tool("bash", kind="native", extra={"type": "bash_20250124"})),
    tool_choice=ToolChoice("required", ("f",), {"other": 1}),
    format=Format("json_schema", schema=SCHEMA),
    thinking=Thinking(budget=6000),
    max_tokens=5,
    top_k=3,
    wire="anthropic",
    extra={"context_management": {}, "null": None},
)


def test_a_question_of_another_wire_crosses() -> None:
    """What this wire has words for is said in them; what it has none for is named."""
    wire, dropped = write_request(FOREIGN)
    assert [message["role"] for message in wire["messages"]] == ["user", "assistant", "tool", "tool", "user"]
    assert wire["messages"][2] == {"role": "tool", "tool_call_id": "1", "content": "The tool failed: a"}
    assert wire["messages"][4] == {"role": "user", "content": "and now?"}
    assert wire["tools"] == [{"type": "function", "function": {"name": "f"}}]
    assert wire["tool_choice"] == {"type": "function", "function": {"name": "f"}}
    assert wire["response_format"]["json_schema"] == {"name": "answer", "schema": SCHEMA}
    assert (wire["max_tokens"], wire["reasoning_effort"]) == (5, "medium")
    assert not {"top_k", "context_management", "null"} & wire.keys()
    assert dropped == ("top_k", "tools[1]", "context_management")


@pytest.mark.parametrize(("budget", "effort"), [(1024, "low"), (2000, "low"), (5000, "medium"), (50_000, "high")])
def test_a_budget_of_thought_becomes_a_word(budget: int, effort: str) -> None:
    """This wire has no number for it."""
    assert write_request(replace(FOREIGN, thinking=Thinking(budget=budget)))[0]["reasoning_effort"] == effort


def test_nothing_said_of_thinking_is_nothing() -> None:
    """Not a made-up effort."""
    assert "reasoning_effort" not in write_request(replace(FOREIGN, thinking=Thinking()))[0]


def test_who_asks_is_told_by_an_old_name_or_a_new_one() -> None:
    """Both mean the end user, and each is written as it was; who tells both means the old one for other wires."""
    for name in ("user", "safety_identifier"):
        request = read_request(HELLO | {name: "u1"})
        assert (request.user, request.extra) == ("u1", {})
        assert write_request(request)[0] == HELLO | {name: "u1"}
    both = HELLO | {"user": "u1", "safety_identifier": "u2"}
    assert read_request(both).user == "u1"
    assert write_request(read_request(both))[0] == both
