"""Is this a request? Slowly, and in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.canonical import Kind, Problem
from translators.openai_responses.check import check_request
from translators.translator import Envelope

GOOD: dict[str, Any] = {"model": "m", "input": "hi"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"input": []},
        {"input": None, "previous_response_id": "r"},
        {
            "input": [
                {"role": "user", "content": "a"},
                {"id": "i"},
                {"type": None, "role": "assistant", "content": [{"type": "output_text", "text": "a"}]},
            ]
        },
        {
            "input": [
                {"type": "novel", "x": 1},
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}], "encrypted_content": None},
            ]
        },
        {"tools": [{"type": "web_search"}, {"type": "function", "name": "f", "strict": None}], "tool_choice": {"type": "web_search"}},
        {"conversation": {"id": "c"}, "temperature": 0, "metadata": {"a": "b"}, "novel": [1]},
    ],
)
def test_a_good_request_is_let_in(more: dict[str, Any]) -> None:
    """What is not understood may be there."""
    assert check_request(json.dumps(GOOD | more).encode()).model == "m"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"model": None}, "model"),
        ({"input": None}, "input"),
        ({"input": 3}, "input"),
        ({"input": [3]}, "input[0]"),
        ({"input": [{"content": "a"}]}, "input[0].role"),
        ({"input": [{"role": "tool", "content": "a"}]}, "input[0].role"),
        ({"input": [{"role": "user"}]}, "input[0].content"),
        ({"input": [{"role": "user", "content": [{"type": "input_text"}]}]}, "input[0].content[0].text"),
        ({"input": [{"role": "user", "content": [{"text": "a"}]}]}, "input[0].content[0].type"),
        ({"input": [{"type": "function_call", "call_id": "c", "name": "f"}]}, "input[0].arguments"),
        ({"input": [{"type": "function_call_output", "call_id": "c"}]}, "input[0].output"),
        ({"input": [{"type": "reasoning", "summary": "a"}]}, "input[0].summary"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools[0].name"),
        ({"tools": [{"name": "f"}]}, "tools[0].type"),
        ({"stream": "yes"}, "stream"),
        ({"max_output_tokens": 1.5}, "max_output_tokens"),
        ({"text": {"format": {}}}, "text.format.type"),
        ({"reasoning": {"effort": 3}}, "reasoning.effort"),
        ({"metadata": {"a": 1}}, "metadata.a"),
    ],
)
def test_a_bad_field_is_named(more: dict[str, Any], param: str) -> None:
    """By the way to it."""
    with pytest.raises(Problem) as caught:
        check_request(json.dumps(GOOD | more).encode())
    assert (caught.value.kind, caught.value.param) == (Kind.INVALID_REQUEST, param)


def test_the_envelope_says_what_the_gateway_must_know() -> None:
    """Of the usage it is always told."""
    body = json.dumps(GOOD | {"stream": True, "max_output_tokens": 5, "safety_identifier": "me", "service_tier": "flex"}).encode()
    assert check_request(body) == Envelope(model="m", stream=True, wants_usage=True, max_tokens=5, user="me", tier="flex", question=body)
