"""Answers in a shape."""

from __future__ import annotations

import json

import pytest

from proxy.mock.shaped import shaped
from translators.canonical import Format, Problem

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": False}


@pytest.mark.parametrize(
    ("format", "text", "answer"),
    [
        (Format("text"), "hi", "hi"),
        (Format("json_object"), "hi", '{"echo": "hi"}'),
        (Format("json_object"), '{"a":1}', '{"a":1}'),
        (Format("json_object"), "[1]", '{"echo": "[1]"}'),
        (Format("json_schema", schema=SCHEMA), "hi", '{"n": 1}'),
        (Format("json_schema", schema=SCHEMA), '{"n":7}', '{"n":7}'),
        (Format("json_schema", schema=SCHEMA), '{"n":"7"}', '{"n": 1}'),
        (Format("json_schema"), "hi", '{"echo": "hi"}'),
    ],
)
def test_an_answer_has_its_shape(format: Format, text: str, answer: str) -> None:
    """A text that already fits is the answer."""
    assert shaped(text, format) == answer


def test_a_schema_that_nothing_satisfies_is_a_problem() -> None:
    """It names the field and says why."""
    with pytest.raises(Problem, match="no value") as raised:
        shaped("hi", Format("json_schema", schema={"type": "integer", "enum": ["a"]}))
    assert raised.value.param == "response_format.json_schema.schema"


def test_letters_stay_letters() -> None:
    """As models write them."""
    assert json.loads(shaped("wörld", Format("json_object"))) == {"echo": "wörld"}
    assert "wörld" in shaped("wörld", Format("json_object"))
