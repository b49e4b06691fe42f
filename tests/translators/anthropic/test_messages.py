"""Turns come back as they were: every block, every spelling, in the order they had."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.messages import read_block, read_message, read_system, write_content, write_message
from translators.canonical import Message, Reasoning, Text, ToolCall, ToolResult, Unknown

RESULT = {"type": "tool_result", "tool_use_id": "toolu_1"}
TURNS: list[dict[str, Any]] = [
    {"role": "user", "content": "hi"},
    {"role": "user", "content": ""},
    {"role": "user", "content": []},
    {"role": "system", "content": "from now on"},
    {"role": "user", "content": [{"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}]},
    {"role": "user", "content": [{**RESULT, "content": "4"}, {"type": "text", "text": "and?"}]},
    {"role": "user", "content": [RESULT, {**RESULT, "content": [], "is_error": True}, {**RESULT, "content": "", "is_error": False}]},
    {"role": "user", "content": [{**RESULT, "content": [{"type": "text", "text": "4"}], "cache_control": {"type": "ephemeral"}}]},
    {"role": "user", "content": [{**RESULT, "content": [{"type": "tool_reference", "tool_name": "f"}, {"type": "text", "text": "x"}]}]},
    {"role": "user", "content": [{"type": "search_result", "source": "s", "title": "t", "content": []}]},
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Hm", "signature": "S=="},
            {"type": "redacted_thinking", "data": "D=="},
            {"type": "text", "text": "Let me see."},
            {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": 1.0}, "caller": {"type": "direct"}},
            {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
        ],
        "id": "msg_1",
    },
]


@pytest.mark.parametrize("turn", TURNS)
def test_a_turn_comes_back_as_it_was(turn: dict[str, Any]) -> None:
    """Explicit nothings are not absent ones."""
    assert write_message(read_message(turn)) == turn


@pytest.mark.parametrize("content", ["Be brief.", [{"type": "text", "text": "Be brief."}], [], ""])
def test_instructions_come_back_as_they_were(content: Any) -> None:
    """In their own field."""
    message = read_system(content)
    assert message.role == "system"
    assert write_content(message) == content


def test_a_thought_of_another_maker_does_not_reach_this_wires_models() -> None:
    """They could not verify it. A caller brings it back all the same."""
    turn = {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "Hm", "signature": "mb1.gemini.s.S=="},
            {"type": "redacted_thinking", "data": "mb1.openai_responses.r.D=="},
            {"type": "thinking", "thinking": "unsigned", "signature": "mb1.none.s."},
            {"type": "text", "text": "x"},
        ],
    }
    message = read_message(turn)
    assert message.parts[:3] == (
        Reasoning("Hm", "S==", signer="gemini"),
        Reasoning("", redacted="D==", signer="openai_responses"),
        Reasoning("unsigned"),
    )
    assert write_message(message)["content"] == [{"type": "text", "text": "x"}]


def test_gemini_signatures_are_put_back_into_calls() -> None:
    """They came in a thought of their own."""
    block = {"type": "thinking", "thinking": "", "signature": "mb1.gemini.s.A=="}
    call = {"type": "tool_use", "id": "1", "name": "f", "input": {}}
    message = read_message({"role": "assistant", "content": [block, call]})
    assert message.parts == (ToolCall("1", "f", "{}", signature="A=="),)


@pytest.mark.parametrize("block", [{"type": "text"}, {"type": "tool_result"}, {"type": 3}, {}, {"type": "of next year", "x": 1}])
def test_what_is_not_understood_is_carried(block: dict[str, Any]) -> None:
    """Whole."""
    part = read_block(block)
    assert isinstance(part, Unknown)
    assert part.value == block


def test_results_are_read_for_other_wires_too() -> None:
    """What they have no words for is named beside it."""
    message = read_message(TURNS[8])
    assert message.parts[0] == ToolResult("toolu_1", (Text("x"),), extra={"content": TURNS[8]["content"][0]["content"]})
    assert isinstance(message, Message)
