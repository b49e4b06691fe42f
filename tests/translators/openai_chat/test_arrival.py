"""A question of another wire is asked in what the model behind this one takes; what it does not take is named."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import (
    ChatRequest,
    Format,
    Message,
    Reasoning,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Url,
    Video,
)
from translators.openai_chat.arrival import JSON, arrived, longest

SEARCH = Tool("web_search", kind="native", extra={"type": "web_search_20250305"})


def asked(model: str = "m", **fields: Any) -> ChatRequest:
    """Of another wire."""
    return ChatRequest(**{"model": model, "messages": (Message("user", (Text("hi"),)),), "wire": "elsewhere"} | fields)


@pytest.mark.parametrize("model", ["o3", "gpt-5", "openai/gpt-5-mini", "gpt-5.6"])
def test_a_model_that_thinks_is_not_sampled(model: str) -> None:
    """What it would refuse is left out and named; what is usual anyway is not named."""
    request, dropped = arrived(asked(model, temperature=0.2, top_p=1, stop=("x",), presence_penalty=0, logprobs=True))
    assert (request.temperature, request.top_p, request.stop, request.presence_penalty, request.logprobs) == (None,) * 5
    assert dropped == ("logprobs", "stop", "temperature")


@pytest.mark.parametrize(
    ("model", "effort", "kept"), [("gpt-5.1", None, True), ("gpt-5.1", "none", True), ("gpt-5.1", "low", False), ("gpt-5", None, False)]
)
def test_a_model_that_rests_is_sampled(model: str, effort: str | None, kept: bool) -> None:
    """Only while it does not think."""
    request, dropped = arrived(asked(model, temperature=0.2, thinking=Thinking(effort)))
    assert (request.temperature == 0.2, "temperature" not in dropped) == (kept, kept)


def test_any_other_model_is_asked_all_there_is() -> None:
    """Nothing of it is named."""
    fields: dict[str, Any] = {"temperature": 0.2, "top_p": 0.5, "stop": ("x",), "seed": 3, "n": 2, "user": "u", "verbosity": "low"}
    request, dropped = arrived(asked(**fields))
    assert {name: getattr(request, name) for name in fields} == fields
    assert dropped == ()


@pytest.mark.parametrize(("model", "kept"), [("gpt-4o", "agent-1"), ("openai/gpt-5", "agent-1"), ("m", None)])
def test_a_cache_key_goes_to_openais_models(model: str, kept: str | None) -> None:
    """A stranger's server may refuse the field."""
    request, dropped = arrived(asked(model, prompt_cache_key="agent-1"))
    assert request.prompt_cache_key == kept
    assert dropped == (() if kept else ("prompt_cache_key",))


@pytest.mark.parametrize(
    ("model", "thinking", "word"),
    [
        ("m", Thinking("high"), "high"),
        ("m", Thinking(budget=6000), "medium"),
        ("m", Thinking("xhigh"), "high"),
        ("m", Thinking("minimal"), "low"),
        ("gpt-5", Thinking("none"), "minimal"),
        ("gpt-5", Thinking(budget=0), "minimal"),
        ("gpt-5.1", Thinking(budget=0), "none"),
        ("gpt-5.2", Thinking("max"), "xhigh"),
        ("o3", Thinking("none"), "low"),
        ("gpt-5-pro", Thinking("low"), "high"),
    ],
)
def test_thinking_is_asked_for_in_a_word_the_model_knows(model: str, thinking: Thinking, word: str) -> None:
    """The nearest one."""
    request, dropped = arrived(asked(model, thinking=thinking))
    assert request.thinking == Thinking(word)
    assert dropped == ()


@pytest.mark.parametrize(
    ("model", "thinking", "named"),
    [
        ("gpt-4o", Thinking("high"), ("reasoning_effort",)),
        ("gpt-4o", Thinking("none"), ()),
        ("gpt-4o", Thinking(budget=0), ()),
        ("gpt-4o", Thinking(), ()),
        ("m", Thinking("none"), ("reasoning_effort",)),
        ("m", Thinking("extreme"), ("reasoning_effort",)),
    ],
)
def test_thinking_that_cannot_be_asked_for_is_not(model: str, thinking: Thinking, named: tuple[str, ...]) -> None:
    """It is named, unless the model does just that."""
    assert (arrived(asked(model, thinking=thinking))[0].thinking, arrived(asked(model, thinking=thinking))[1]) == (None, named)


@pytest.mark.parametrize(
    ("model", "wish", "word", "named"),
    [
        ("gpt-5.4", "high", "none", ("reasoning_effort",)),
        ("gpt-5.6-sol", None, "none", ()),  # it would think unasked, and refuse its tools
        ("gpt-5.4", "none", "none", ()),
        ("gpt-5.2", "high", "high", ()),
        ("openai/gpt-5.4", "high", "high", ()),
        ("gpt-6-astra", "high", "high", ()),  # it cannot rest
    ],
)
def test_a_model_that_calls_functions_only_at_rest_is_put_to_rest(model: str, wish: str | None, word: str, named: tuple[str, ...]) -> None:
    """OpenAI's server refuses the tools otherwise, from gpt-5.4 on."""
    request, dropped = arrived(asked(model, tools=(Tool("f"),), thinking=None if wish is None else Thinking(wish)))
    assert (request.thinking, dropped) == (Thinking(word), named)
    assert arrived(asked(model, thinking=Thinking("high")))[0].thinking == Thinking("high")


def test_only_tools_that_are_there_can_be_chosen() -> None:
    """One of the provider's own is not."""
    request, dropped = arrived(
        asked(tools=(Tool("f", extra={"x": 1}), SEARCH), tool_choice=ToolChoice("auto", ("f", "web_search"), {"y": 1}))
    )
    assert (request.tools, request.tool_choice) == ((Tool("f"),), ToolChoice("auto", ("f",)))
    assert dropped == ("tools[1]", "tools[0].x")
    request, dropped = arrived(asked(tools=(Tool("f"), SEARCH), tool_choice=ToolChoice("required", ("web_search",))))
    assert (request.tool_choice, dropped) == (None, ("tools[1]", "tool_choice"))
    request, dropped = arrived(asked(tools=(SEARCH,), tool_choice=ToolChoice("auto"), parallel_tool_calls=False))
    assert (request.tools, request.tool_choice, request.parallel_tool_calls, dropped) == ((), None, None, ("tools[0]",))


def test_a_tools_name_is_legal_wherever_it_stands() -> None:
    """Where it is offered, chosen and called."""
    called = (Message("assistant", (ToolCall("1", "a.b", "{}"),)), Message("tool", (ToolResult("1", (Text("x"),)),)))
    request, _ = arrived(asked(tools=(Tool("a.b"),), tool_choice=ToolChoice("required", ("a.b",)), messages=called))
    assert (request.tools, request.tool_choice) == ((Tool("a-x2e-b"),), ToolChoice("required", ("a-x2e-b",)))
    assert request.messages[0].parts == (ToolCall("1", "a-x2e-b", "{}"),)


def test_a_cache_marker_stays_where_it_is_understood() -> None:
    """Of tools and parts."""
    marker = {"type": "ephemeral"}
    fields: dict[str, Any] = {"tools": (Tool("f", cache=marker),), "messages": (Message("user", (Text("a", cache=marker),)),)}
    request, dropped = arrived(asked("anthropic/claude-sonnet-4.5", **fields))
    assert (request.tools, request.messages, dropped) == (fields["tools"], fields["messages"], ())
    request, dropped = arrived(asked("gpt-6", **fields))
    assert (request.tools, dropped) == ((Tool("f"),), ("tools[0].cache_control",))
    request, dropped = arrived(asked(**fields))
    assert (request.messages[0].parts, dropped) == ((Text("a"),), ("tools[0].cache_control", "messages[0].content[0].cache_control"))


def test_open_thoughts_are_named_where_they_are_not_read() -> None:
    """By their place, once."""
    messages = (Message("assistant", (Reasoning("hm"), Text("a"))),)
    assert arrived(asked(messages=messages))[1] == ("messages[0].content[0]",)
    assert arrived(asked("deepseek-v4", messages=messages))[1] == ()


def test_a_video_is_named_where_nobody_can_see_it() -> None:
    """OpenAI's own models would refuse the part."""
    messages = (Message("user", (Text("what is it?"), Video(Url("https://e.x/v.mp4")))),)
    assert arrived(asked("gpt-4o", messages=messages))[1] == ("messages[0].content[1]",)
    assert arrived(asked("qwen3-vl", messages=messages)) == (asked("qwen3-vl", messages=messages), ())


@pytest.mark.parametrize(
    ("tier", "here", "named"), [("standard_only", "default", ()), ("flex", "flex", ()), ("batch", None, ("service_tier",))]
)
def test_a_service_tier_is_one_of_this_wire(tier: str, here: str | None, named: tuple[str, ...]) -> None:
    """Or it is named."""
    request, dropped = arrived(asked(service_tier=tier))
    assert (request.service_tier, dropped) == (here, named)


def test_json_is_spoken_of_where_it_is_asked_for() -> None:
    """This wire refuses it otherwise."""
    request, _ = arrived(asked(format=Format("json_object", extra={"x": 1})))
    assert (request.format, request.messages[0]) == (Format("json_object"), Message("system", (Text(JSON),)))
    spoken = (Message("user", (Text("give me JSON"),)),)
    assert arrived(asked(format=Format("json_object"), messages=spoken))[0].messages == spoken


def test_a_schema_has_a_legal_name() -> None:
    """It needs one here."""
    assert arrived(asked(format=Format("json_schema", schema={})))[0].format == Format("json_schema", "answer", schema={})
    named = arrived(asked(format=Format("json_schema", "my schema." + "x" * 99, schema={}, extra={"x": 1})))[0].format
    assert named == Format("json_schema", ("my_schema_" + "x" * 99)[:64], schema={})


def test_nothing_of_its_own_wire_comes_along() -> None:
    """It is named, if it says something."""
    request, dropped = arrived(
        asked(extra={"context_management": {}, "null": None, "empty": []}, form={"a": "b"}, metadata={"a": "b"}, top_k=3)
    )
    assert (request.extra, request.form, request.metadata, request.top_k) == ({}, {}, None, None)
    assert dropped == ("top_k", "metadata", "context_management")


@pytest.mark.parametrize(
    ("model", "name"),
    [("m", "max_tokens"), ("deepseek-chat", "max_tokens"), ("gpt-4o", "max_completion_tokens"), ("o1-mini", "max_completion_tokens")],
)
def test_the_limit_of_an_answer_has_two_names(model: str, name: str) -> None:
    """Each server knows at least the one it is asked in."""
    assert longest(model) == name


@pytest.mark.parametrize(
    ("model", "here", "named"), [("gpt-4o", ("text",), ("modalities",)), ("google/gemini-image", ("text", "image"), ())]
)
def test_pictures_are_asked_for_where_the_word_is_known(model: str, here: tuple[str, ...], named: tuple[str, ...]) -> None:
    """OpenAI would refuse the question."""
    request, dropped = arrived(asked(model, modalities=("text", "image")))
    assert (request.modalities, dropped) == (here, named)


@pytest.mark.parametrize(("streamed", "format"), [(False, "wav"), (True, "pcm16")])
def test_a_voice_has_a_format(streamed: bool, format: str) -> None:
    """It is required here, and other wires do not say one."""
    assert arrived(asked(audio={"voice": "Kore"}, stream=streamed))[0].audio == {"format": format, "voice": "Kore"}
    assert arrived(asked(audio={"voice": "Kore", "format": "mp3"}))[0].audio == {"format": "mp3", "voice": "Kore"}
