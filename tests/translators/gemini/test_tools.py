"""Tools and the choice among them."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Tool, ToolChoice
from translators.gemini.abilities import abilities
from translators.gemini.tools import read_choice, read_tools, unheld, write_choice, write_tools

TWO, TWO_AND_A_HALF, THREE = abilities("gemini-2.0-flash"), abilities("gemini-2.5-flash"), abilities("gemini-3-pro-preview")
SCHEMA = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
STRICT = Tool("f", schema=SCHEMA, strict=True)


def test_functions_and_googles_own_tools_are_told_apart() -> None:
    wires: list[Any] = [
        {
            "functionDeclarations": [
                {
                    "name": "f",
                    "description": "d",
                    "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING", "nullable": True}}},
                }
            ]
        },
        {"functionDeclarations": {"name": "g", "parametersJsonSchema": SCHEMA, "behavior": "BLOCKING"}, "googleSearch": {}},
    ]
    assert list(read_tools(wires)) == [
        Tool("f", "d", SCHEMA),
        Tool("g", None, SCHEMA, extra={"behavior": "BLOCKING"}),
        Tool("googleSearch", kind="native", extra={"googleSearch": {}}),
    ]


def test_a_schema_goes_in_the_most_faithful_kind_the_model_takes() -> None:
    assert write_tools([Tool("f", "d", SCHEMA)], TWO_AND_A_HALF, own=False) == [
        {"functionDeclarations": [{"name": "f", "description": "d", "parametersJsonSchema": SCHEMA}]}
    ]
    assert write_tools([Tool("f", None, SCHEMA)], TWO, own=False) == [
        {
            "functionDeclarations": [
                {"name": "f", "parameters": {"type": "OBJECT", "properties": {"a": {"type": "STRING", "nullable": True}}}}
            ]
        }
    ]


def test_a_function_that_takes_nothing_has_no_parameters() -> None:
    for schema in (None, {"type": "object", "properties": {}}):
        assert write_tools([Tool("f", schema=schema)], TWO, own=False) == [{"functionDeclarations": [{"name": "f"}]}]


def test_tools_of_another_provider_and_free_text_stay_behind() -> None:
    assert write_tools([Tool("x", kind="native", extra={"type": "x"}), Tool("y", kind="custom")], THREE, own=False) == []


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (ToolChoice("auto"), {"mode": "AUTO"}),
        (ToolChoice("none"), {"mode": "NONE"}),
        (ToolChoice("required"), {"mode": "ANY"}),
        (ToolChoice("required", ("f",)), {"mode": "ANY", "allowedFunctionNames": ["f"]}),
        (ToolChoice("auto", ("f",)), {"mode": "VALIDATED", "allowedFunctionNames": ["f"]}),
        (None, {}),
    ],
)
def test_may_must_or_must_not(choice: ToolChoice | None, wire: dict[str, Any]) -> None:
    assert write_choice(choice, [Tool("f")], TWO_AND_A_HALF) == wire
    if choice is not None:
        assert read_choice(wire) == choice


def test_strict_tools_are_validated_where_that_is_known() -> None:
    assert write_choice(None, [STRICT], THREE) == {"mode": "VALIDATED"}
    assert write_choice(ToolChoice("auto"), [STRICT], THREE) == {"mode": "VALIDATED"}
    assert write_choice(ToolChoice("auto"), [STRICT, Tool("g")], THREE) == {"mode": "AUTO"}
    assert unheld([STRICT], THREE) == []
    assert unheld([STRICT, Tool("g")], THREE) == unheld([STRICT], TWO) == ["tools[0].strict"]


def test_a_mode_nobody_knows_is_not_read() -> None:
    assert read_choice({"mode": "PERHAPS"}) is None
    assert read_choice({}) is None
