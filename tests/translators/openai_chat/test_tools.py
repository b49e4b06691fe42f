"""Tools, choices and calls survive, whoever spelled them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.answers import calls, tools
from translators.canonical import Tool, ToolCall, ToolChoice
from translators.openai_chat.tools import made_up_id, read_call, read_choice, read_tool, write_call, write_choice, write_tool

SPELLED: list[dict[str, Any]] = [
    {"type": "function", "function": {"name": "f"}},
    {"type": "function", "function": {"name": "f", "description": "", "parameters": {}, "strict": False}},
    {"type": "function", "function": {"name": "f", "description": None, "parameters": None, "strict": None}},
    {"type": "function", "function": {"name": "f", "arguments": {"type": "object"}}, "cache_control": {"type": "ephemeral"}},
    {"type": "function", "function": {"name": "f"}, "name": "again", "x": 1},
    {"type": "custom", "custom": {"name": "c", "format": {"type": "grammar", "grammar": {"syntax": "lark", "definition": "x"}}}},
    {"type": "web_search"},
    {"type": "openrouter:web_search", "parameters": {"max_uses": 1}},
    {"type": "function"},
]


@pytest.mark.parametrize("wire", SPELLED, ids=range(len(SPELLED)))
def test_a_tool_is_written_as_it_was(wire: dict[str, Any]) -> None:
    """write(read(w)) == w."""
    assert write_tool(read_tool(wire)) == wire


def test_a_tool_without_a_type_is_a_function() -> None:
    """Mistral's documentation has such."""
    assert read_tool({"function": {"name": "f"}}) == Tool("f")


@given(tools)
def test_a_tool_survives(tool: Tool) -> None:
    """read(write(t)) == t."""
    assert read_tool(write_tool(tool)) == tool


CHOICES: list[tuple[Any, ToolChoice]] = [
    ("auto", ToolChoice("auto")),
    ("none", ToolChoice("none")),
    ("required", ToolChoice("required")),
    ({"type": "function", "function": {"name": "f"}}, ToolChoice("required", ("f",))),
]
OTHER: list[tuple[Any, str, tuple[str, ...]]] = [
    ("any", "required", ()),
    ({"function": {"name": "f"}}, "required", ("f",)),
    ({"name": "f"}, "required", ("f",)),
    ({"type": "custom", "custom": {"name": "c"}}, "required", ("c",)),
    (
        {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "f"}}]}},
        "auto",
        ("f",),
    ),
    ({"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [{"type": "mcp"}]}}, "required", ()),
    ({"type": "file_search"}, "auto", ()),
]


@pytest.mark.parametrize(("wire", "choice"), CHOICES)
def test_plain_choices(wire: Any, choice: ToolChoice) -> None:
    """Both ways."""
    assert read_choice(wire) == choice
    assert write_choice(choice) == wire


@pytest.mark.parametrize(("wire", "mode", "names"), OTHER)
def test_other_choices_keep_their_spelling(wire: Any, mode: str, names: tuple[str, ...]) -> None:
    """On their own wire, while they mean the same."""
    choice = read_choice(wire)
    assert (choice.mode, choice.names) == (mode, names)
    assert write_choice(choice) == wire
    changed = ToolChoice("none", extra=choice.extra)
    assert write_choice(changed) == "none"


def test_some_of_the_tools() -> None:
    """A choice of another wire, in this wire's words."""
    assert write_choice(ToolChoice("auto", ("f", "g")))["allowed_tools"]["mode"] == "auto"
    assert write_choice(ToolChoice("required", ("f", "g")))["type"] == "allowed_tools"


@given(calls)
def test_a_call_survives(call: ToolCall) -> None:
    """read(write(c)) == c, its arguments byte for byte."""
    assert read_call(write_call(call)) == call


SIGNED = {"google": {"thought_signature": "s"}}


@pytest.mark.parametrize(
    "wire",
    [
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": ' {"a" : 1.0} '}, "index": 3, "cache_control": {}},
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": "", "x": 1}},
        {
            "id": "1",
            "type": "function",
            "function": {"name": "f", "arguments": "{}"},
            "extra_content": {"google": {"thought_signature": "s"}},
        },
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra_content": {"google": {"other": 1}}},
        {"id": "1", "type": "custom", "custom": {"name": "f", "input": "free text"}},
    ],
)
def test_a_call_is_written_as_it_was(wire: dict[str, Any]) -> None:
    """write(read(w)) == w."""
    assert write_call(read_call(wire)) == wire


def test_geminis_signature_comes_along() -> None:
    """It must come back with the call."""
    call = read_call({"id": "1", "function": {"name": "f"}, "extra_content": SIGNED})
    assert call.signature == "s"


def test_a_made_up_id_is_one_that_any_wire_takes() -> None:
    """Letters and digits, the same for the same reply."""
    assert made_up_id("chatcmpl-é7", 0, 2) == "call_chatcmpl7_0_2"
    assert len(made_up_id("x" * 1000, 0, 0)) < 40
