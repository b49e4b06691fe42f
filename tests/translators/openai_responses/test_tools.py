"""Tools and the choice among them: flat, and strict unless they say otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Tool, ToolChoice
from translators.openai_responses.tools import is_strict, read_choice, read_tool, write_choice, write_tool

OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
CLOSED = {**OPEN, "required": ["a"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("wire", "tool"),
    [
        ({"type": "function", "name": "f", "parameters": OPEN}, Tool("f", None, OPEN, False)),
        ({"type": "function", "name": "f", "parameters": CLOSED}, Tool("f", None, CLOSED, True)),
        ({"type": "function", "name": "f", "parameters": CLOSED, "strict": False}, Tool("f", None, CLOSED, False)),
        ({"type": "function", "name": "f", "description": "d", "parameters": OPEN, "strict": True}, Tool("f", "d", OPEN, True)),
        ({"type": "function", "name": "f", "defer_loading": True}, Tool("f", None, None, False, extra={"defer_loading": True})),
        ({"type": "custom", "name": "f", "format": {"type": "text"}}, Tool("f", kind="custom", grammar={"type": "text"})),
        (
            {"type": "custom", "name": "f", "format": {"type": "grammar", "syntax": "lark", "definition": "x"}},
            Tool("f", kind="custom", grammar={"type": "grammar", "grammar": {"syntax": "lark", "definition": "x"}}),
        ),
        ({"type": "web_search"}, Tool("web_search", kind="native", extra={"type": "web_search"})),
    ],
)
def test_a_tool_is_read(wire: dict[str, Any], tool: Tool) -> None:
    """Unsaid it is strict, as far as its schema can be."""
    assert read_tool(wire) == tool


@pytest.mark.parametrize(
    ("tool", "wire"),
    [
        (Tool("f", "d", OPEN), {"type": "function", "name": "f", "description": "d", "parameters": OPEN, "strict": False}),
        (
            Tool("f", None, None, True),
            {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}, "strict": True},
        ),
        (Tool("f", kind="custom"), {"type": "custom", "name": "f"}),
        (
            Tool("f", kind="custom", grammar={"type": "grammar", "grammar": {"syntax": "lark", "definition": "x"}}),
            {"type": "custom", "name": "f", "format": {"type": "grammar", "syntax": "lark", "definition": "x"}},
        ),
    ],
)
def test_a_tool_is_written(tool: Tool, wire: dict[str, Any]) -> None:
    """What other wires leave unsaid is not strict, and must be said here."""
    assert write_tool(tool, own=False) == wire


@pytest.mark.parametrize(
    ("value", "choice"),
    [
        ("required", ToolChoice("required")),
        ({"type": "function", "name": "f"}, ToolChoice("required", ("f",))),
        ({"type": "custom", "name": "g"}, ToolChoice("required", ("g",))),
        (
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}, {"type": "custom", "name": "g"}]},
            ToolChoice("auto", ("f", "g")),
        ),
        ({"type": "web_search_preview"}, ToolChoice("required")),
    ],
)
def test_a_choice_is_read_and_written(value: Any, choice: ToolChoice) -> None:
    """As it was spelled on its own wire, as OpenAI spells it from another."""
    tools = [Tool("f"), Tool("g", kind="custom")]
    read = read_choice(value)
    assert (read.mode, read.names) == (choice.mode, choice.names)
    assert write_choice(read, tools, own=True) == value
    if choice.names:
        assert write_choice(choice, tools, own=False) == value


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (CLOSED, True),
        (OPEN, False),
        ({**CLOSED, "required": []}, False),
        ({**CLOSED, "properties": {"a": {"type": "array", "items": OPEN}}}, False),
        ({**CLOSED, "properties": {"a": {"anyOf": [CLOSED, {"type": "null"}]}}}, True),
        ({**CLOSED, "$defs": {"b": OPEN}}, False),
    ],
)
def test_strict_schemas_are_closed_all_through(schema: Any, strict: bool) -> None:
    """OpenAI refuses others as strict."""
    assert is_strict(schema) is strict
