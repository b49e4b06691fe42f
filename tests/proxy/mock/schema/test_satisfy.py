"""Values made for schemas. pydantic, which writes the schemas, is the judge of the values."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv6Network
from types import GenericAlias
from typing import Annotated, Any, Literal, Union
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, create_model

from proxy.mock.schema.fits import fits
from proxy.mock.schema.refs import Json, UnsatisfiableError
from proxy.mock.schema.satisfy import satisfy


class Colour(Enum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


class Leaf(BaseModel):
    """The end of a tree."""

    kind: Literal["leaf"]
    n: Annotated[int, Field(ge=5, le=9, multiple_of=4)]


class Sum(BaseModel):
    """A tree that needs leaves to end."""

    kind: Literal["sum"]
    left: Sum | Leaf
    right: Sum | Leaf


class Node(BaseModel):
    """A type within itself."""

    value: int
    children: list[Node]
    next: Node | None


class Everything(BaseModel):
    """One of each."""

    model_config = ConfigDict(extra="forbid")

    text: str
    maybe: int | None
    leaves: list[Leaf] = Field(min_length=2)
    table: dict[str, int] = Field(min_length=2)
    colour: Colour
    when: datetime
    day: date
    clock: time
    lasts: timedelta
    id: UUID
    link: HttpUrl
    address: IPv4Address
    network: IPv6Network
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{4}$")]
    triple: tuple[int, str, bool]
    unique: set[int] = Field(min_length=3)
    colours: frozenset[Colour] = Field(min_length=2)
    chance: Annotated[float, Field(gt=0, lt=1)]
    long: Annotated[str, Field(min_length=20, max_length=22)]
    amount: Decimal
    data: bytes
    sum: Sum
    tagged: Annotated[Sum | Leaf, Field(discriminator="kind")]
    anything: Any
    default: int = 7


@pytest.mark.parametrize("made", [Leaf, Sum, Node, Everything])
def test_a_models_own_schema_is_satisfied(made: type[BaseModel]) -> None:
    """The value goes back into the model it was made for."""
    made.model_validate_json(json.dumps(satisfy(made.model_json_schema())))


ANNOTATED: Any = Annotated  # a checker wants to read types; these are made while the test runs
UNION: Any = Union


def bounded(kind: Any, **words: Any) -> Any:
    """A type with constraints."""
    return ANNOTATED[kind, Field(**words)]


def either(one: Any, other: Any) -> Any:
    """A union, if there can be one."""
    return UNION[one, other]


def model(fields: dict[str, Any]) -> Any:
    """A model that wants just these."""
    wanted: dict[str, Any] = {name: (kind, ...) for name, kind in fields.items()}
    return create_model("Made", __config__=ConfigDict(extra="forbid"), **wanted)


SIMPLE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([str, int, float, bool, None, date, UUID, Colour, Literal["a", 1]]),
    st.builds(
        lambda low, more, step: bounded(int, ge=low, le=low + more, multiple_of=step),
        st.integers(-20, 20),
        st.integers(3, 9),
        st.integers(1, 3),
    ),
    st.builds(lambda low, more: bounded(float, gt=low, lt=low + more), st.integers(-9, 9), st.floats(0.5, 9)),
    st.builds(lambda low, more: bounded(str, min_length=low, max_length=low + more), st.integers(0, 9), st.integers(0, 9)),
)
TYPES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        inner.map(lambda kind: GenericAlias(list, (kind,))),
        st.builds(
            lambda kind, low, more: bounded(GenericAlias(list, (kind,)), min_length=low, max_length=low + more),
            inner,
            st.integers(0, 3),
            st.integers(0, 2),
        ),
        inner.map(lambda kind: GenericAlias(dict, (str, kind))),
        st.builds(lambda one, other: GenericAlias(tuple, (one, other)), inner, inner),
        st.builds(either, inner, inner),
        st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3).map(model),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(TYPES)
def test_any_type_pydantic_can_write_is_satisfied(kind: Any) -> None:
    """Bounds, lists, maps, tuples, unions and models within one another."""
    judge = TypeAdapter(kind)
    judge.validate_json(json.dumps(satisfy(judge.json_schema())))


HANDMADE: list[Json] = [
    True,
    {},
    {"type": ["null", "string"]},
    {"const": None},
    {"not": {"type": "string"}},
    {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    {"oneOf": [{"const": 1}, {"const": 2}], "anyOf": [{"const": 2}]},
    {"type": "array", "contains": {"const": 7}, "minContains": 2, "minItems": 3, "items": {"type": "integer"}},
    {"type": "array", "prefixItems": [{"const": "a"}, {"const": "b"}], "items": False, "minItems": 2},
    {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True, "minItems": 3},
    {
        "type": "array",
        "items": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
        "uniqueItems": True,
        "minItems": 2,
    },
    {"type": "array", "maxItems": 0, "items": {"type": "string"}},
    {"type": "object", "required": ["x"], "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False},
    {"type": "object", "minProperties": 2, "maxProperties": 3},
    {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "required": ["c"], "maxProperties": 1},
    {"type": "object", "properties": {"a": {"type": "string"}, "b": False}},
    {
        "type": "object",
        "properties": {"k": {"enum": ["a", "b"]}},
        "required": ["k"],
        "if": {"properties": {"k": {"const": "a"}}},
        "then": {"required": ["z"]},
    },
    {
        "allOf": [{"$ref": "#/$defs/a"}, {"properties": {"y": {"minimum": 3}}, "required": ["y"]}],
        "$defs": {"a": {"required": ["x"], "properties": {"y": {"type": "integer"}}}},
    },
    {"type": "string", "pattern": "^(foo|ba(r|z))+x?$", "minLength": 8},
    {"type": "integer", "multipleOf": 0.75, "minimum": 1},
    {"properties": {"a": {"const": 1}}, "required": ["a"]},
    {"type": "object", "properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}, "required": ["n"]},
    {"type": "object", "dependentRequired": {"a": ["b"]}, "properties": {"a": {"const": 1}}},
]


@pytest.mark.parametrize("schema", HANDMADE, ids=str)
def test_a_schema_written_by_hand_is_satisfied(schema: Json) -> None:
    """Words that pydantic does not write."""
    assert fits(satisfy(schema), schema, schema if isinstance(schema, dict) else {})


def test_what_the_schema_offers_comes_first() -> None:
    """So that a test can say what it wants to get."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "examples": ["Paris"]}, "b": {"type": "integer", "default": 9}}}
    assert satisfy(schema) == {"a": "Paris", "b": 9}
    assert satisfy({"type": "integer", "examples": ["no"], "default": None}) == 1


def test_every_property_is_there_in_its_order() -> None:
    """Also those that may be left out."""
    schema = {"type": "object", "properties": {"z": {"type": "string"}, "a": {"type": "null"}}, "required": ["a"]}
    assert list(satisfy(schema)) == ["z", "a"]


NODE: Json = {"type": "object", "properties": {"x": {"$ref": "#/$defs/A"}, "y": {"$ref": "#/$defs/A"}}, "required": ["x", "y"]}
IMPOSSIBLE: list[tuple[Json, str]] = [
    (False, "no value"),
    ({"$ref": "#"}, "refers to itself"),
    ({"$ref": "http://example.com"}, "outside"),
    ({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "no value"),
    ({"type": "integer", "minimum": 3, "maximum": 2}, "no value"),
    ({"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}, {"$ref": "#/$defs/C"}]}, "B": NODE, "C": NODE}}, "tangled"),
    ({"type": "colour"}, "colour"),
    ({"type": "array", "minItems": "many"}, "malformed"),
    ({"properties": 7}, "malformed"),
    ({"anyOf": [7]}, "not 7"),
]


@pytest.mark.parametrize(("schema", "why"), IMPOSSIBLE, ids=str)
def test_what_cannot_be_satisfied_says_why(schema: Json, why: str) -> None:
    """Soon, and in words."""
    with pytest.raises(UnsatisfiableError, match=why):
        satisfy(schema)
