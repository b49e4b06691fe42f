"""Anthropic's names."""

from __future__ import annotations

from typing import Any

from translators.anthropic import TRANSLATOR

HELLO: dict[str, Any] = {"role": "user", "content": "hi"}


def spelled(*names: str, **fields: Any) -> tuple[str, ...]:
    """Of a question on this wire."""
    return TRANSLATOR.spell(TRANSLATOR.read_request({"model": "m", "max_tokens": 9, "messages": [HELLO], **fields}), names)


def test_fields() -> None:
    """By where they stand here."""
    assert spelled("top_k", "stop", "user", "parallel_tool_calls", "service_tier", "container") == (
        "top_k",
        "stop_sequences",
        "metadata.user_id",
        "tool_choice.disable_parallel_tool_use",
        "service_tier",
        "container",
    )
    assert spelled("reasoning_effort", thinking={"type": "enabled", "budget_tokens": 2048}) == ("thinking",)
    assert spelled("reasoning_effort", output_config={"effort": "low"}) == ("output_config.effort",)
    schema = {"type": "json_schema", "schema": {"type": "object"}}
    assert spelled("response_format", output_config={"format": schema}) == ("output_config.format",)
    assert spelled("response_format", output_format=schema) == ("output_format",)


def test_places() -> None:
    """Instructions are not among the messages."""
    block = {"type": "text", "text": "a"}
    names = ("messages[0].content[0].cache_control", "messages[1].content[1].annotations", "messages[1].x", "tools[0].strict")
    messages = [{"role": "user", "content": [block, block]}]
    tools = [{"name": "f", "input_schema": {"type": "object"}}]
    assert spelled(*names, system=[block], messages=messages, tools=tools) == (
        "system[0].cache_control",
        "messages[0].content[1].citations",
        "messages[0].x",
        "tools[0].strict",
    )
    assert spelled("messages[0].content[0]", system="be brief") == ("system",)
    assert spelled("messages[0].content[0]") == ("messages[0].content",)
