"""Whether values satisfy schemas."""

from __future__ import annotations

import pytest

from proxy.mock.schema.fits import fits, same
from proxy.mock.schema.refs import Json, UnsatisfiableError

CASES: list[tuple[Json, list[Json], list[Json]]] = [  # (schema, what fits, what does not)
    (True, [1, None], []),
    (False, [], [1, None]),
    ({"type": "integer"}, [1, 1.0, 10**30], [1.5, True, "1"]),
    ({"type": "number"}, [1, 1.5], [True, None]),
    ({"type": ["string", "null"]}, ["", None], [1]),
    ({"const": 1}, [1, 1.0], [True]),
    ({"enum": [[1, {"a": True}]]}, [[1, {"a": True}]], [[1, {"a": 1}]]),
    ({"minimum": 1, "exclusiveMaximum": 3}, [1, 2.9, "text"], [3, 0.9]),
    ({"minimum": 1, "exclusiveMinimum": True}, [2], [1]),
    ({"maximum": 1, "exclusiveMaximum": True}, [0], [1]),
    ({"multipleOf": 0.1}, [0.3, 1], [0.35]),
    ({"minLength": 2, "maxLength": 3}, ["ab", "äöü", 7], ["a", "abcd"]),
    ({"pattern": "^a+$"}, ["aa", 7], ["b"]),
    ({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, [[1, "a"], []], [["a"], [1, 1]]),
    ({"items": [{"type": "integer"}], "additionalItems": False}, [[1]], [[1, 1]]),
    ({"minItems": 1, "maxItems": 2, "uniqueItems": True}, [[1], [1, True]], [[], [1, 1.0], [1, 2, 3]]),
    ({"contains": {"const": 1}, "maxContains": 2}, [[1], [1, 1, 2]], [[2], [1, 1, 1]]),
    (
        {"properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False},
        [{"a": ""}],
        [{}, {"a": 1}, {"a": "", "b": 1}],
    ),
    ({"patternProperties": {"^x": {"type": "integer"}}, "propertyNames": {"maxLength": 2}}, [{"x1": 1, "y": ""}], [{"x": ""}, {"yyy": 1}]),
    ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 1}]),
    ({"dependentRequired": {"a": ["b"]}}, [{}, {"a": 1, "b": 1}], [{"a": 1}]),
    ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1], [0, 3]),
    ({"anyOf": [{"const": 1}, {"const": 2}]}, [1, 2], [3]),
    ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, [1.5], [1]),
    ({"not": {"type": "string"}}, [1], ["a"]),
    ({"if": {"const": 1}, "then": False, "else": True}, [2], [1]),
    ({"$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}}, [1], [2]),
]


@pytest.mark.parametrize(("schema", "good", "bad"), CASES, ids=lambda value: str(value)[:40])
def test_every_word_is_checked(schema: Json, good: list[Json], bad: list[Json]) -> None:
    """What fits passes, what does not fit does not."""
    root = schema if isinstance(schema, dict) else {}
    assert [value for value in good if not fits(value, schema, root)] == []
    assert [value for value in bad if fits(value, schema, root)] == []


def test_equality_is_that_of_json() -> None:
    """True is not 1, within lists and objects too."""
    assert same([1, {"a": 1.0}], [1.0, {"a": 1}])
    assert not same([True], [1])
    assert not same({"a": 1}, {"b": 1})


def test_a_schema_that_is_none_is_named() -> None:
    """Neither an object nor a boolean."""
    with pytest.raises(UnsatisfiableError, match="not 7"):
        fits(1, 7, {})


def test_a_pattern_that_is_none_is_named() -> None:
    """The expression's own error is passed on."""
    with pytest.raises(UnsatisfiableError, match="pattern"):
        fits("a", {"pattern": "("}, {})
