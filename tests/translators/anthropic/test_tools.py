"""Tools, choices and calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.anthropic.tools import input_of, read_call, read_choice, read_tool, write_call, write_choice, write_tool
from translators.canonical import Tool, ToolCall, ToolChoice
from translators.framing import json_text


@pytest.mark.parametrize(
    "wire",
    [
        {"name": "f", "input_schema": {"type": "object"}},
        {"name": "f", "description": "d", "input_schema": {}, "strict": False, "cache_control": {"type": "ephemeral"}},
        {"name": "f", "input_schema": {}, "defer_loading": True, "input_examples": [{}]},
        {"type": "web_search_20250305", "name": "web_search", "max_uses": 3},
        {"type": "computer_toolset_20260801"},
        {"name": "f", "description": None, "input_schema": {}},
    ],
)
def test_a_tool_comes_back_as_it_was(wire: dict[str, Any]) -> None:
    """The provider's own whole."""
    tool = read_tool(wire)
    assert write_tool(tool, own=True) == wire
    assert tool.kind == ("native" if isinstance(wire.get("type"), str) and wire["type"] != "custom" else "function")


def test_only_its_own_wire_sees_what_only_it_understands() -> None:
    """And every wire what it means."""
    tool = Tool("f", None, {"type": "object"}, strict=True, cache={"type": "ephemeral"}, extra={"theirs": 1})
    assert write_tool(tool, own=False) == {
        "name": "f",
        "input_schema": {"type": "object"},
        "strict": True,
        "cache_control": {"type": "ephemeral"},
    }


CHOICES: list[tuple[dict[str, Any], ToolChoice, bool | None]] = [
    ({"type": "auto"}, ToolChoice("auto"), None),
    ({"type": "none"}, ToolChoice("none"), None),
    ({"type": "any", "disable_parallel_tool_use": True}, ToolChoice("required"), False),
    ({"type": "tool", "name": "f", "disable_parallel_tool_use": False}, ToolChoice("required", ("f",)), True),
    ({"type": "auto", "later": 1}, ToolChoice("auto", extra={"later": 1}), None),
]


@pytest.mark.parametrize(("wire", "choice", "parallel"), CHOICES)
def test_a_choice_comes_back_as_it_was(wire: dict[str, Any], choice: ToolChoice, parallel: bool | None) -> None:
    """One at a time is said beside it."""
    assert read_choice(wire) == (choice, parallel)
    assert write_choice(choice, parallel, own=True) == wire


@pytest.mark.parametrize("wire", [None, "auto", {}, {"type": "tool"}, {"type": "of next year"}])
def test_what_is_no_choice_is_none(wire: Any) -> None:
    """It is carried as it is."""
    assert read_choice(wire) is None


def test_one_at_a_time_can_only_be_said_beside_a_choice() -> None:
    """So there is one."""
    assert write_choice(None, False, own=False) == {"type": "auto", "disable_parallel_tool_use": True}
    assert write_choice(None, True, own=False) is None
    assert write_choice(ToolChoice("none"), False, own=False) == {"type": "none"}
    assert write_choice(ToolChoice("required", ("a", "b")), None, own=False) == {"type": "any"}


@given(
    st.dictionaries(
        st.text(max_size=3), st.integers(-(2**70), 2**70) | st.text(max_size=3) | st.floats(allow_nan=False, allow_infinity=False)
    )
)
def test_arguments_are_text_to_us_and_an_object_here(input: dict[str, Any]) -> None:
    """Of any number, also those that do not fit a machine's."""
    wire = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": input, "caller": {"type": "direct"}}
    call = read_call(wire)
    assert call is not None
    assert json.loads(call.arguments) == input
    assert json.loads(json_text.encode(write_call(call, call.id, own=True))) == wire


@pytest.mark.parametrize(
    ("arguments", "input"),
    [
        ("", {}),
        (" \n", {}),
        ('{"a": 1}', {"a": 1}),
        ('{"a": ', {"input": '{"a": '}),
        ("[1]", {"input": "[1]"}),
        ("null", {"input": "null"}),
        ('"\ud800', {"input": '"\ud800'}),
    ],
)
def test_arguments_that_are_no_object_stand_in_a_field(arguments: str, input: dict[str, Any]) -> None:
    """As they are: nothing crashes, and nothing is lost."""
    assert input_of(ToolCall("1", "f", arguments)) == input


def test_free_text_stands_in_a_field_too() -> None:
    """Also when it looks like an object."""
    assert input_of(ToolCall("1", "f", "{}", "custom")) == {"input": "{}"}


@pytest.mark.parametrize("wire", [{"type": "tool_use", "id": "1", "name": "f"}, {"type": "tool_use", "id": "1", "name": "f", "input": "x"}])
def test_what_is_no_call_is_none(wire: dict[str, Any]) -> None:
    """It is carried as it is."""
    assert read_call(wire) is None
