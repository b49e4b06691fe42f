"""A question, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from tests.answers import requests
from tests.official import wrong_question
from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import (
    ChatRequest,
    Format,
    Image,
    Message,
    Reasoning,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Url,
)
from translators.openai_responses.request import read_request, write_request

RECORDED = recordings("openai.responses")
HI = (Message("user", (Text("hi"),)),)
SCHEMA = {"type": "object", "properties": {}}


def written(**fields: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A question of another wire, and what of it was dropped."""
    wire, dropped = write_request(ChatRequest(**{"model": "gpt-4o", "messages": HI, "wire": "openai_chat", **fields}))
    assert wrong_question("openai_responses", wire) == []
    return dict(wire), dropped


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
def test_every_recorded_question_comes_back_on_its_own_wire(recording: Recording) -> None:
    """Equal, down to the last field."""
    wire, dropped = write_request(read_request(recording.request))
    assert (json.loads(json.dumps(wire)), dropped) == (recording.request, ())


WHOLE = {
    "model": "gpt-5", "input": "hi", "instructions": "be good", "max_output_tokens": 0, "temperature": 0, "top_p": None, "stream": False,
    "store": None, "include": ["message.output_text.logprobs"], "top_logprobs": 3, "metadata": {"a": "b"}, "safety_identifier": "me",
    "text": {"format": {"type": "json_schema", "name": "n", "schema": SCHEMA, "strict": None}, "verbosity": "low", "novel": 1},
    "tools": [{"type": "function", "name": "f", "parameters": SCHEMA}, {"type": "web_search"}], "tool_choice": {"type": "web_search"},
    "reasoning": {"effort": "low", "summary": "auto"}, "truncation": "auto", "previous_response_id": "resp_1", "novel": {"x": None},
}  # fmt: skip


@pytest.mark.parametrize(
    "wire",
    [
        WHOLE,
        {"model": "m", "input": []},
        {"model": "m", "prompt": {"id": "p"}},
        {"model": "m", "input": "", "text": {}, "tools": [], "reasoning": {}, "user": "a", "safety_identifier": "b"},
        {
            "model": "m",
            "input": [{"role": "user", "content": ""}, {"type": "item_reference", "id": "i"}],
            "stream": True,
            "stream_options": {"include_obfuscation": False},
        },
    ],
)
def test_nothing_is_lost_on_its_own_wire(wire: dict[str, Any]) -> None:
    """Zero, false, null and empty are values."""
    assert write_request(read_request(wire))[0] == wire


def test_a_question_is_read() -> None:
    """In the words every wire shares."""
    request = read_request(WHOLE)
    assert request.messages == (Message("system", (Text("be good"),), form={"place": "instructions"}), Message("user", (Text("hi"),)))
    assert (request.max_tokens, request.temperature, request.user, request.verbosity) == (0, 0, "me", "low")
    assert (request.logprobs, request.top_logprobs) == (True, 3)
    assert request.thinking == Thinking("low", None, {"summary": "auto"}, True)
    assert request.format == Format("json_schema", "n", None, SCHEMA, None, {"strict": None})


def test_only_what_says_something_elsewhere_is_named() -> None:
    """What concerns the caller's own side, or is the case anyway, is not."""
    silent = {
        "model": "m",
        "input": "hi",
        "store": True,
        "include": ["x"],
        "stream": False,
        "truncation": "disabled",
        "background": False,
        "tools": [],
    }
    assert read_request(silent).extra == {}
    assert read_request({**silent, "previous_response_id": "r"}).extra == {"previous_response_id": "r"}


def test_sealed_thoughts_are_asked_for_and_nothing_is_kept() -> None:
    """Of models that have them: others refuse to be asked."""
    assert written(model="gpt-5")[0] == {
        "model": "gpt-5",
        "input": [{"role": "user", "content": "hi"}],
        "store": False,
        "include": ["reasoning.encrypted_content"],
    }
    assert "include" not in written(model="gpt-4o")[0]


def test_what_openai_has_no_field_for_is_named() -> None:
    """Each by its own name."""
    wire, dropped = written(
        stop=("x",), seed=1, n=2, frequency_penalty=0.0, top_k=3, extra={"logit_bias": {}}, tools=(Tool("w", kind="native"),)
    )
    assert set(dropped) >= {"stop", "seed", "n", "frequency_penalty", "top_k", "tools[0]"}
    assert wire.keys() == {"model", "input", "store"}


@pytest.mark.parametrize(
    ("model", "fields", "expected", "dropped"),
    [
        ("gpt-4o", {"temperature": 0.5, "top_p": 1.0}, {"temperature": 0.5, "top_p": 1.0}, ()),
        ("gpt-5", {"temperature": 0.5, "top_p": 1.0}, {}, ("temperature", "top_p")),
        ("gpt-5.1", {"temperature": 0.5}, {"temperature": 0.5}, ()),
        ("gpt-5.1", {"temperature": 0.5, "thinking": Thinking("low")}, {"reasoning": {"effort": "low"}}, ("temperature",)),
        ("gpt-4o", {"logprobs": True, "top_logprobs": 2}, {"top_logprobs": 2}, ()),
        ("o3", {"logprobs": True}, {}, ("logprobs",)),
        ("gpt-4o", {"thinking": Thinking("high")}, {}, ("reasoning_effort",)),
        ("gpt-4o", {"thinking": Thinking("none")}, {}, ()),
        ("o3", {"thinking": Thinking("minimal")}, {"reasoning": {"effort": "low"}}, ()),
        ("gpt-5", {"thinking": Thinking(budget=12_000, shown=True)}, {"reasoning": {"effort": "high", "summary": "auto"}}, ()),
        ("gpt-5", {"thinking": Thinking(shown=True)}, {"reasoning": {"summary": "auto"}}, ()),
        ("gpt-4o", {"max_tokens": 1}, {"max_output_tokens": 16}, ()),
        ("gpt-5", {"verbosity": "low"}, {"text": {"verbosity": "low"}}, ()),
        ("gpt-4o", {"verbosity": "low"}, {}, ("verbosity",)),
        ("gpt-4o", {"verbosity": "medium"}, {}, ()),
        ("stranger", {"verbosity": "high"}, {"text": {"verbosity": "high"}}, ()),
        ("gpt-4o", {"prompt_cache_key": "agent-1"}, {"prompt_cache_key": "agent-1"}, ()),
        ("gpt-4o", {"tool_choice": ToolChoice("required")}, {}, ("tool_choice",)),
    ],
)
def test_a_model_is_asked_only_what_it_takes(
    model: str, fields: dict[str, Any], expected: dict[str, Any], dropped: tuple[str, ...]
) -> None:
    """The rest is named."""
    wire, lost = written(model=model, **fields)
    found = {name: value for name, value in wire.items() if name not in ("model", "input", "store", "include")}
    assert (found, lost) == (expected, dropped)


def test_a_user_fits() -> None:
    """OpenAI takes 64 characters."""
    assert written(user="me")[0]["user"] == "me"
    assert len(written(user="u" * 100)[0]["user"]) == 64


def test_tools_and_formats_are_flat() -> None:
    """And say whether they are strict."""
    wire, _ = written(
        tools=(Tool("f", "d", SCHEMA),),
        tool_choice=ToolChoice("required", ("f",)),
        parallel_tool_calls=False,
        format=Format("json_schema", schema=SCHEMA),
    )
    assert wire["tools"] == [{"type": "function", "name": "f", "description": "d", "parameters": SCHEMA, "strict": False}]
    assert (wire["tool_choice"], wire["parallel_tool_calls"]) == ({"type": "function", "name": "f"}, False)
    assert wire["text"] == {"format": {"type": "json_schema", "name": "answer", "schema": SCHEMA}}


def test_json_is_asked_for_in_words_too() -> None:
    """OpenAI insists; a conversation that speaks of it is left as it is."""
    assert len(written(format=Format("json_object"))[0]["input"]) == 2
    assert len(written(format=Format("json_object"), messages=(Message("user", (Text("as JSON"),)),))[0]["input"]) == 1


def test_markers_of_the_cache_are_for_models_that_know_them() -> None:
    """To others they are named."""
    marked = (Message("user", (Text("hi", cache={"type": "ephemeral"}),)),)
    wire, dropped = written(model="gpt-5.6-sol", messages=marked)
    assert (wire["input"][0]["content"][0]["prompt_cache_breakpoint"], dropped) == ({"mode": "explicit"}, ())
    assert written(messages=marked)[1] == ("messages[0].content[0].cache_control",)


def test_a_tool_loop_with_thoughts_and_pictures_is_what_the_sdk_would_send() -> None:
    """Each in its own item."""
    messages = (
        *HI,
        Message("assistant", (Reasoning("hm", "sealed", id="rs_1", signer="openai_responses"), ToolCall("c", "f", "{}"))),
        Message("tool", (ToolResult("c", (Text("a"), Image(Url("https://x/y"))), failed=False),)),
    )
    wire, dropped = written(messages=messages, tools=(Tool("f"),))
    assert [item.get("type") for item in wire["input"]] == [None, "reasoning", "function_call", "function_call_output"]
    assert dropped == ()


@given(requests)
@settings(deadline=None)
def test_any_question_is_what_the_sdk_would_send(request: ChatRequest) -> None:
    """Whatever another wire asks."""
    written(**{name: getattr(replace(request, metadata=None), name) for name in ChatRequest.__struct_fields__})


def test_words_that_openai_does_not_know_do_not_reach_it() -> None:
    """A tier of another's is named; a schema without a name, or with one it refuses, is called otherwise."""
    assert written(service_tier="on_demand")[1] == ("service_tier",)
    assert written(service_tier="flex")[0]["service_tier"] == "flex"
    for name, called in ((None, "answer"), ("", "answer"), ("a b/c", "a_b_c")):
        wire, _ = written(format=Format("json_schema", name, schema=SCHEMA))
        assert wire["text"]["format"]["name"] == called
