"""An answer goes through a tool and comes out as it was, however the tool's arguments are cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.canonical import Format
from translators.hidden_answer import ANSWER, ANSWER_VALUE, NAMES, Unwrapper, asking_for, hidden_tool, unwrapped

WORDS = st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
INDENTS = st.sampled_from([None, 0, 2])


def in_pieces(text: str, cuts: list[int]) -> str:
    """The text unwrapped piece by piece."""
    opening = Unwrapper()
    ends = sorted({min(cut, len(text)) for cut in cuts} | {len(text)})
    said, start = [], 0
    for end in ends:
        said.append(opening.feed(text[start:end]))
        start = end
    return "".join(said) + opening.end()


@given(VALUES, st.lists(st.integers(0, 60), max_size=6), INDENTS, st.booleans())
def test_a_value_comes_out_as_it_was(value: Any, cuts: list[int], indent: int | None, ascii: bool) -> None:
    """Any value, cut anywhere, whatever space is around it."""
    text = json.dumps({"value": value}, indent=indent, ensure_ascii=ascii)
    assert in_pieces(text, cuts) == unwrapped(ANSWER_VALUE, text)
    assert json.loads(unwrapped(ANSWER_VALUE, text)) == value


@given(VALUES)
def test_no_space_is_left_around_it(value: Any) -> None:
    """What the model put there belongs to the wrapping."""
    inner = json.dumps(value)
    assert unwrapped(ANSWER_VALUE, f' {{ "value" : {inner} \n}} ') == inner


@pytest.mark.parametrize("text", ["", "[1]", '{"other":1}', '"x"', '{"val'])
def test_what_has_another_form_passes(text: str) -> None:
    """The model made a mistake; to hide its answer would be another."""
    assert unwrapped(ANSWER_VALUE, text) == text
    assert in_pieces(text, list(range(len(text)))) == text


def test_what_the_model_adds_beside_the_value_is_no_part_of_it() -> None:
    """It was asked for one field."""
    assert unwrapped(ANSWER_VALUE, '{"value": [1, {"a": ","}], "why": "…"}') == '[1, {"a": ","}]'


def test_an_answer_that_was_cut_is_given_as_far_as_it_came() -> None:
    """As any other answer that became too long."""
    assert unwrapped(ANSWER_VALUE, '{"value": ["one", "tw') == '["one", "tw'


def test_the_arguments_are_the_answer_when_it_is_an_object() -> None:
    """Not a byte is touched."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    tool = hidden_tool(Format("json_schema", "x", "How old.", schema))
    assert (tool.name, tool.schema) == (ANSWER, schema)
    assert tool.description is not None
    assert tool.description.endswith("How old.")
    assert unwrapped(ANSWER, '{"value": 1}') == '{"value": 1}'


def test_any_object_will_do_when_no_schema_says_which() -> None:
    """JSON mode."""
    assert hidden_tool(Format("json_object")).schema == {"type": "object"}
    assert hidden_tool(Format("json_schema", "x")).name == ANSWER


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"type": "string"}},
        {"enum": [1, 2]},
        {"anyOf": [{"type": "object"}]},
        {"type": "object", "oneOf": []},
        {},
    ],
)
def test_any_other_answer_stands_in_a_field(schema: dict[str, Any]) -> None:
    """Arguments are always a plain object."""
    tool = hidden_tool(Format("json_schema", "x", schema=schema))
    assert tool.name == ANSWER_VALUE
    assert tool.schema == {"type": "object", "properties": {"value": schema}, "required": ["value"], "additionalProperties": False}


def test_references_still_lead_where_they_led() -> None:
    """Definitions at the root, and the schema itself a floor deeper."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array",
        "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/$defs/leaf"}, {"$ref": "#/items"}]},
        "$defs": {"leaf": {"type": "array", "items": {"$ref": "#"}}},
    }
    tool = hidden_tool(Format("json_schema", "x", schema=schema))
    assert tool.schema is not None
    links = [item["$ref"] for item in tool.schema["properties"]["value"]["items"]["anyOf"]]
    assert links == ["#/properties/value", "#/$defs/leaf", "#/properties/value/items"]
    assert tool.schema["$defs"] == {"leaf": {"type": "array", "items": {"$ref": "#/properties/value"}}}


def test_a_model_that_cannot_be_made_to_call_it_is_asked_to() -> None:
    """By name."""
    assert {ANSWER, ANSWER_VALUE} == NAMES
    assert ANSWER in asking_for(hidden_tool(Format("json_object")))
