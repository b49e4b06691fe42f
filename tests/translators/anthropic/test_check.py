"""What is refused is named: the field, what it must be, and what it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.anthropic.check import check_count, check_request
from translators.anthropic.envelope import peek_count, peek_request
from translators.canonical import Kind, Problem

USER = {"role": "user", "content": "hi"}
HELLO: dict[str, Any] = {"model": "m", "max_tokens": 5, "messages": [USER]}


def said(*blocks: Any) -> dict[str, Any]:
    """A question of these blocks."""
    return {**HELLO, "messages": [USER, {"role": "user", "content": list(blocks)}]}


WRONG: list[tuple[Any, str]] = [
    ([], "the body must be an object, not a list"),
    ({}, "model: is missing"),
    ({"model": "m", "messages": [USER]}, "max_tokens: is missing"),
    (HELLO | {"model": ""}, "model: must not be empty"),
    (HELLO | {"max_tokens": None}, "max_tokens: must be a whole number, not null"),
    (HELLO | {"max_tokens": "7"}, "max_tokens: must be a whole number, not a string"),
    (HELLO | {"messages": []}, "messages: must not be empty"),
    (HELLO | {"messages": ["hi"]}, "messages[0]: must be an object, not a string"),
    (HELLO | {"messages": [{"role": "tool", "content": "x"}]}, "messages[0].role: must be one of user, assistant, system, not 'tool'"),
    (HELLO | {"messages": [{"role": "user"}]}, "messages[0].content: is missing"),
    (HELLO | {"messages": [{"role": "user", "content": None}]}, "messages[0].content: must be a string or a list of blocks, not null"),
    (said({"type": "text"}), "messages[1].content[0].text: is missing"),
    (said({"text": "x"}), "messages[1].content[0].type: is missing"),
    (said({"type": "image", "source": {"type": "base64", "data": "x"}}), "messages[1].content[0].source.media_type: is missing"),
    (said({"type": "image", "source": "x"}), "messages[1].content[0].source: must be an object, not a string"),
    (said({"type": "tool_use", "id": "1", "name": "f", "input": "{}"}), "messages[1].content[0].input: must be an object, not a string"),
    (said({"type": "tool_result", "content": "x"}), "messages[1].content[0].tool_use_id: is missing"),
    (
        said({"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text"}]}),
        "messages[1].content[0].content[0].text: is missing",
    ),
    (HELLO | {"system": 3}, "system: must be a string or a list of blocks, not a number"),
    (HELLO | {"tools": [{"name": "f"}]}, "tools[0].input_schema: is missing"),
    (HELLO | {"tools": ["f"]}, "tools[0]: must be an object, not a string"),
    (HELLO | {"tool_choice": "auto"}, "tool_choice: must be an object, not a string"),
    (HELLO | {"tool_choice": {"type": "tool"}}, "tool_choice.name: is missing"),
    (HELLO | {"thinking": {"type": "enabled"}}, "thinking.budget_tokens: is missing"),
    (HELLO | {"stop_sequences": "x"}, "stop_sequences: must be a list, not a string"),
    (HELLO | {"temperature": "hot"}, "temperature: must be a number, not a string"),
    (HELLO | {"stream": "yes"}, "stream: must be true or false, not a string"),
    (HELLO | {"metadata": {"user_id": 3}}, "metadata.user_id: must be a string, not a number"),
    (HELLO | {"output_config": {"effort": 3}}, "output_config.effort: must be a string, not a number"),
]


@pytest.mark.parametrize(("wire", "message"), WRONG, ids=[message[:60] for _, message in WRONG])
def test_the_field_at_fault_is_named(wire: Any, message: str) -> None:
    """By the hot path too, which asks the slow one for words."""
    for check in (check_request, peek_request):
        with pytest.raises(Problem) as caught:
            check(json.dumps(wire).encode())
        assert (caught.value.kind, caught.value.message) == (Kind.INVALID_REQUEST, message)


GOOD: list[Any] = [
    HELLO | {"messages": [{"role": "system", "content": "x"}]},
    HELLO | {"tools": [{"type": "web_search_20250305", "name": "web_search"}, {"type": "custom", "name": "f", "input_schema": {}}]},
    HELLO | {"tool_choice": {"type": "tool", "name": "f"}, "thinking": {"type": "of next year"}},
    HELLO | {"system": [{"type": "text", "text": "x"}], "metadata": {"user_id": None}, "max_tokens": 5.0},
    said({"type": "search_result"}, {"type": "of next year"}, {"type": "document", "source": {"type": "content", "content": "x"}}),
    said({"type": "tool_result", "tool_use_id": "1"}, {"type": "tool_result", "tool_use_id": "1", "content": [{"type": "tool_reference"}]}),
    said({"type": "thinking", "thinking": "x", "signature": "s"}, {"type": "redacted_thinking", "data": "x"}),
]


@pytest.mark.parametrize("wire", GOOD, ids=range(len(GOOD)))
def test_what_the_wire_has_is_let_in(wire: Any) -> None:
    """Both ways say the same of it."""
    body = json.dumps(wire).encode()
    assert peek_request(body) == check_request(body)


def test_a_question_to_count_needs_no_length() -> None:
    """There is no answer."""
    body = json.dumps({"model": "m", "messages": [USER]}).encode()
    assert peek_count(body) == check_count(body)
    assert peek_count(body).max_tokens is None
    with pytest.raises(Problem, match="messages: is missing"):
        check_count(b'{"model":"m"}')
