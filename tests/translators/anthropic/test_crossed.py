"""Questions from other wires break no rule of this one, and what they lose is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.answers import requests
from tests.legal.questions.anthropic import wrong
from tests.official import wrong_question
from translators.anthropic.crossed import write_crossed
from translators.anthropic.envelope import peek_request
from translators.canonical import ChatRequest, Format, Message, Text, Thinking, Tool, ToolCall, ToolChoice, ToolResult
from translators.framing import json_text
from translators.hidden_answer import ANSWER, ANSWER_VALUE

OLD, MID, NEW, ALWAYS = "claude-3-5-haiku-latest", "claude-sonnet-4-5", "claude-opus-5", "claude-opus-5-5"
HI = (Message("user", (Text("hi"),)),)
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
SHAPE = Format("json_schema", "x", schema=SCHEMA)
LIST = Format("json_schema", "x", schema={"type": "array", "items": {"type": "string"}})
F, G = Tool("f", "F", SCHEMA), Tool("g")


def asked(model: str = MID, **fields: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A question, written."""
    request = ChatRequest(**{"model": model, "messages": HI, "wire": "openai_chat", **fields})
    wire, dropped = write_crossed(request)
    return json.loads(json_text.encode(wire)), dropped


@given(requests, st.sampled_from([OLD, MID, "claude-opus-4-6", "claude-opus-4-7", NEW, ALWAYS, "glm-4.6"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_asked_is_legal(request: ChatRequest, model: str) -> None:
    """For every model there is."""
    one = dict.fromkeys(tool.name for tool in request.tools)  # that names are not given twice is the caller's business
    tools = tuple(next(tool for tool in request.tools if tool.name == name) for name in one)
    choice = request.tool_choice
    if choice is not None and (not {tool.name for tool in tools if tool.kind == "function"} or not set(choice.names) <= set(one)):
        choice = None
    limit = None if request.max_tokens is None else max(1, request.max_tokens)
    wire, _ = write_crossed(replace(request, model=model, max_tokens=limit, tools=tools, tool_choice=choice))
    body = json.loads(json_text.encode(wire))
    assert not [what for what in wrong(body, model) if not what.startswith("a picture of type")]  # nor what kind of pictures he has
    assert not [what for what in wrong_question("anthropic", body) if "media_type" not in what]
    assert peek_request(json_text.encode(wire)).model == model


def test_the_plainest_question() -> None:
    """Has a length, because this wire requires one."""
    assert asked() == (
        {"model": MID, "max_tokens": 4096, "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]},
        (),
    )


def test_sampling_as_far_as_a_model_takes_it() -> None:
    """What it has to keep to anyway is no loss."""
    warm = {"temperature": 1.7, "top_p": 0.9, "top_k": 5}
    wire, dropped = asked(OLD, **warm)
    assert (wire["temperature"], wire["top_p"], wire["top_k"], dropped) == (1, 0.9, 5, ())
    wire, dropped = asked(MID, **warm)
    assert ("top_p" in wire, dropped) == (False, ("top_p",))
    wire, dropped = asked(NEW, **warm)
    assert dropped == ("temperature", "top_p", "top_k")
    assert asked(NEW, temperature=1, top_p=1.0)[1] == ()
    wire, dropped = asked(MID, thinking=Thinking("low"), temperature=0.3, top_k=3)
    assert ("temperature" in wire, "top_k" in wire, dropped) == (False, False, ("temperature", "top_k"))


def test_a_model_with_native_formats_is_held_to_them() -> None:
    """Thinking or not, and beside the caller's own tools."""
    native = {"type": "json_schema", "schema": {**SCHEMA, "additionalProperties": False}}
    assert asked(MID, format=SHAPE)[0]["output_config"] == {"format": native}
    wire, dropped = asked(NEW, format=SHAPE, thinking=Thinking("high"), tools=(F,))
    assert wire["output_config"] == {"effort": "high", "format": native}
    assert [tool["name"] for tool in wire["tools"]] == ["f"]
    assert dropped == ()


@pytest.mark.parametrize(
    ("model", "format", "name"),
    [
        (OLD, SHAPE, ANSWER),
        (MID, Format("json_object"), ANSWER),
        (MID, LIST, ANSWER_VALUE),
        (MID, Format("json_schema", "x", schema={"type": "object", "additionalProperties": {"type": "integer"}}), ANSWER),
    ],
)
def test_what_a_model_cannot_be_held_to_is_a_hidden_tool(model: str, format: Format, name: str) -> None:
    """Which it must call, once."""
    wire, dropped = asked(model, format=format)
    assert [tool["name"] for tool in wire["tools"]] == [name]
    assert wire["tool_choice"] == {"type": "tool", "name": name, "disable_parallel_tool_use": True}
    assert "output_config" not in wire
    assert dropped == ()


CHOSEN: list[tuple[dict[str, Any], list[str], Any]] = [
    ({}, ["f", ANSWER], {"type": "any"}),
    ({"tool_choice": ToolChoice("auto"), "parallel_tool_calls": False}, ["f", ANSWER], {"type": "any", "disable_parallel_tool_use": True}),
    (
        {"tool_choice": ToolChoice("none")},
        ["f", ANSWER],
        {"type": "tool", "name": ANSWER, "disable_parallel_tool_use": True},
    ),
    ({"tool_choice": ToolChoice("required")}, ["f"], {"type": "any"}),
    ({"tool_choice": ToolChoice("required", ("f",))}, ["f"], {"type": "tool", "name": "f"}),
]


@pytest.mark.parametrize(("fields", "names", "choice"), CHOSEN)
def test_the_hidden_tool_beside_the_callers_own(fields: dict[str, Any], names: list[str], choice: Any) -> None:
    """A call he demands has no form to keep."""
    wire, dropped = asked(OLD, format=SHAPE, tools=(F,), **fields)
    assert [tool["name"] for tool in wire["tools"]] == names
    assert wire["tool_choice"] == choice
    assert dropped == ()


@pytest.mark.parametrize(("model", "thinking"), [("claude-sonnet-4", Thinking("low")), (ALWAYS, None)])
def test_a_model_that_cannot_be_forced_is_asked(model: str, thinking: Thinking | None) -> None:
    """In its instructions."""
    wire, dropped = asked(model, format=LIST, thinking=thinking)
    assert wire["tool_choice"]["type"] == "auto"
    assert ANSWER_VALUE in wire["system"][-1]["text"]
    assert dropped == ()


def test_a_forced_call_and_thinking_do_not_go_together() -> None:
    """Thinking stays; the choice is named."""
    wire, dropped = asked(MID, tools=(F,), tool_choice=ToolChoice("required"), thinking=Thinking("low"))
    assert (wire["tool_choice"], dropped) == ({"type": "auto"}, ("tool_choice",))
    wire, dropped = asked(ALWAYS, tools=(F,), tool_choice=ToolChoice("required", ("f",)))
    assert (wire["tool_choice"], dropped) == ({"type": "auto"}, ("tool_choice",))
    assert asked(NEW, tools=(F,), tool_choice=ToolChoice("required"))[0]["tool_choice"] == {"type": "any"}


def test_of_several_tools_only_those_that_may_be_called_are_offered() -> None:
    """This wire has no word for some of them."""
    wire, dropped = asked(MID, tools=(F, G, Tool("h")), tool_choice=ToolChoice("required", ("f", "h")))
    assert [tool["name"] for tool in wire["tools"]] == ["f", "h"]
    assert (wire["tool_choice"], dropped) == ({"type": "any"}, ())
    wire, _ = asked(MID, tools=(F, G), tool_choice=ToolChoice("auto", ("g",)))
    assert ([tool["name"] for tool in wire["tools"]], wire["tool_choice"]) == (["g"], {"type": "auto"})


def test_a_tool_that_could_not_come_along_cannot_be_forced() -> None:
    """One that takes free text."""
    wire, dropped = asked(MID, tools=(F, Tool("b", kind="custom")), tool_choice=ToolChoice("required", ("b",)))
    assert (wire["tool_choice"], set(dropped)) == ({"type": "auto"}, {"tool_choice", "tools[1]"})


def test_a_strict_tool_is_strict_where_it_can_be() -> None:
    """And its schema is lowered; elsewhere it is named."""
    strict = replace(F, strict=True)
    wire, dropped = asked(MID, tools=(strict,))
    assert wire["tools"][0]["strict"] is True
    assert wire["tools"][0]["input_schema"]["additionalProperties"] is False
    assert dropped == ()
    assert asked(OLD, tools=(strict,))[1] == ("tools[0].strict",)
    assert asked(MID, tools=(replace(strict, schema={"type": "object"}),))[1] == ("tools[0].strict",)


def test_calls_of_before_need_tools() -> None:
    """That may not be called again."""
    history = (*HI, Message("assistant", (ToolCall("1", "f", "{}"),)), Message("tool", (ToolResult("1", (Text("4"),)),)))
    wire, _ = asked(MID, messages=history)
    assert wire["tools"] == [{"name": "f", "input_schema": {"type": "object"}}]
    assert wire["tool_choice"] == {"type": "none"}
    wire, _ = asked(OLD, messages=history, format=SHAPE)
    assert [tool["name"] for tool in wire["tools"]] == ["f", ANSWER]
    assert wire["tool_choice"]["name"] == ANSWER


def test_with_a_budget_a_tool_loop_needs_its_thought() -> None:
    """Where that is lost, the model goes on without thinking: refused it would not go on at all."""
    history = (*HI, Message("assistant", (ToolCall("1", "f", "{}"),)), Message("tool", (ToolResult("1", (Text("4"),)),)))
    wire, dropped = asked(MID, messages=history, tools=(F,), thinking=Thinking("low"))
    assert ("thinking" in wire, dropped) == (False, ("reasoning_effort",))
    assert "thinking" in asked(NEW, messages=history, tools=(F,), thinking=Thinking("low"))[0]


@pytest.mark.parametrize("user", ["a@b.example", "+1 (555) 123-4567", "015112345678", ""])
def test_nobody_can_be_known_by_his_id(user: str) -> None:
    """Anthropic asks for it."""
    wire, dropped = asked(user=user)
    assert ("metadata" in wire, dropped) == (False, ("user",))


@pytest.mark.parametrize("user", ["u-1", "3f2a9c", "alice", "user_1@"])
def test_an_opaque_id_goes_along(user: str) -> None:
    """It helps against abuse."""
    assert asked(user=user)[0]["metadata"] == {"user_id": user}


def test_stops_of_nothing_but_space_are_refused_so_they_are_not_sent() -> None:
    """They are named."""
    wire, dropped = asked(stop=("END", " \n"))
    assert (wire["stop_sequences"], dropped) == (["END"], ("stop",))
    assert "stop_sequences" not in asked(stop=("\n",))[0]


@pytest.mark.parametrize(
    ("tier", "here"),
    [("auto", "auto"), ("default", "standard_only"), ("priority", "auto"), ("flex", None), ("standard_only", "standard_only")],
)
def test_a_tier_in_the_two_words_there_are(tier: str, here: str | None) -> None:
    """Any other is named."""
    wire, dropped = asked(service_tier=tier)
    assert (wire.get("service_tier"), dropped) == (here, () if here else ("service_tier",))


def test_only_four_cache_markers_are_taken() -> None:
    """The last reach furthest."""
    mark = {"type": "ephemeral"}
    messages = tuple(Message("user", (Text(str(index), cache=mark),)) for index in range(5))
    wire, dropped = asked(messages=messages, tools=(replace(F, cache=mark),))
    assert "cache_control" not in wire["tools"][0]
    assert ["cache_control" in block for block in wire["messages"][0]["content"]] == [False, True, True, True, True]
    assert dropped == ("cache_control",)


def test_what_has_no_place_is_named() -> None:
    """By the table of places."""
    wire, dropped = asked(n=2, seed=1, logprobs=True, frequency_penalty=1, metadata={"a": "b"}, extra={"logit_bias": {}})
    assert set(dropped) == {"n", "seed", "logprobs", "frequency_penalty", "metadata", "logit_bias"}
    assert wire.keys() == {"model", "max_tokens", "messages"}
