"""A question on its own wire means the same when it has been read and written; mostly it is the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.recordings import ABSENT, recordings
from translators.anthropic.request import read_request, write_request
from translators.canonical import Format, Thinking
from translators.framing import json_text

HELLO: dict[str, Any] = {"model": "claude-sonnet-5", "max_tokens": 10, "messages": [{"role": "user", "content": "hi"}]}
SCHEMA = {"type": "object"}
SAID: list[dict[str, Any]] = [
    {},
    {"stream": False},
    {"stream": True, "stop_sequences": []},
    {"system": "Be brief.", "temperature": 0, "top_p": 0.0, "top_k": 0},
    {"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}]},
    {"system": []},
    {"system": None, "tools": None, "metadata": None},
    {"tools": []},
    {"tools": [{"type": "custom", "name": "f", "input_schema": {}}, {"type": "bash_20250124", "name": "bash"}]},
    {"tools": [{"type": None, "name": "g", "input_schema": {}}]},
    {"tools": [{"name": "f", "input_schema": {}}], "tool_choice": {"type": "auto", "disable_parallel_tool_use": False}},
    {"tool_choice": {"type": "of next year"}},
    {"thinking": {"type": "enabled", "budget_tokens": 2000}, "output_config": {"effort": "low"}},
    {"thinking": {"type": "adaptive", "display": "omitted"}},
    {"thinking": {"type": "between_tools"}, "output_config": {"effort": "max", "task_budget": {"type": "tokens", "total": 1}}},
    {"thinking": {"type": "disabled"}, "output_config": {}},
    {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}, "effort": "high"}},
    {"output_format": {"type": "json_schema", "schema": SCHEMA, "name": "x"}},
    {"output_config": {"effort": None}},
    {"metadata": {"user_id": "u", "more": 1}},
    {"metadata": {"user_id": None}},
    {"service_tier": "auto", "container": "c", "mcp_servers": [{}], "cache_control": {"type": "ephemeral"}, "speed": "fast"},
]  # fmt: skip


@pytest.mark.parametrize("fields", SAID, ids=range(len(SAID)))
def test_a_question_comes_back_as_it_was(fields: dict[str, Any]) -> None:
    """Every field, and every way to spell it."""
    assert write_request(read_request({**HELLO, **fields})) == ({**HELLO, **fields}, ())


def test_what_it_means_is_known_to_every_wire() -> None:
    """The names are ours now."""
    request = read_request(
        {
            **HELLO,
            "system": "Be brief.",
            "stop_sequences": ["END"],
            "stream": True,
            "tools": [{"name": "f", "input_schema": SCHEMA}],
            "tool_choice": {"type": "any", "disable_parallel_tool_use": True},
            "thinking": {"type": "enabled", "budget_tokens": 2000},
            "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
            "metadata": {"user_id": "u"},
        }
    )
    assert [message.role for message in request.messages] == ["system", "user"]
    assert (request.stop, request.stream, request.wants_usage, request.user) == (("END",), True, True, "u")
    assert (request.tool_choice and request.tool_choice.mode, request.parallel_tool_calls) == ("required", False)
    assert request.format == Format("json_schema", schema=SCHEMA, strict=True)
    assert isinstance(request.thinking, Thinking)
    assert request.thinking.budget == 2000
    assert request.extra == {}


def test_recorded_questions_come_back_as_they_were() -> None:
    """Equal JSON, for every one."""
    found = [each for each in recordings("anthropic.messages") if each.provider == "anthropic" and each.status == 200]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        wire, dropped = write_request(read_request(recording.request))
        assert (json.loads(json_text.encode(wire)), dropped) == (recording.request, ()), recording.id
