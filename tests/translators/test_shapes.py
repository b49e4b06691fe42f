"""The small language in which wires say what a request must be."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Kind, Problem
from translators.shapes import Check, at_least_one, each, either, fields, flag, invalid, model, number, sorted_by, text, values, whole

ROOM = fields({"name": text}, {"beds": whole, "tags": each(text), "prices": values(number), "open": flag})
HOUSE = fields({"rooms": each(ROOM, some=True)}, {"kind": sorted_by("type", {"a": fields({"x": number}, {})}, closed=True)})


def judged(check: Check, value: Any, where: str = "") -> str | None:
    """What is wrong with it, if anything."""
    try:
        check(value, where)
    except Problem as problem:
        return problem.message if problem.kind is Kind.INVALID_REQUEST else repr(problem.kind)
    return None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"rooms": [{"name": "a", "beds": None, "more": [1]}]}, None),
        ({"rooms": [{"name": "a", "beds": 2.0, "tags": [], "prices": {"x": 1}, "open": False}]}, None),
        ([], "the body must be an object, not a list"),
        ({"rooms": []}, "rooms: must not be empty"),
        ({"rooms": [{"name": "a"}, {}]}, "rooms[1].name: is missing"),
        ({"rooms": [{"name": None}]}, "rooms[0].name: must be a string, not null"),
        ({"rooms": [{"name": "a", "beds": True}]}, "rooms[0].beds: must be a whole number, not a boolean"),
        ({"rooms": [{"name": "a", "beds": 1.5}]}, "rooms[0].beds: must be a whole number, not 1.5"),
        ({"rooms": [{"name": "a", "beds": float("inf")}]}, "rooms[0].beds: is too large a number"),
        ({"rooms": [{"name": "a", "tags": ["b", 1]}]}, "rooms[0].tags[1]: must be a string, not a number"),
        ({"rooms": [{"name": "a", "prices": {"x": 10**400}}]}, "rooms[0].prices.x: is too large a number"),
        ({"rooms": [{"name": "a", "prices": {"x": "1"}}]}, "rooms[0].prices.x: must be a number, not a string"),
        ({"rooms": [{"name": "a", "open": 1}]}, "rooms[0].open: must be true or false, not a number"),
        ({"rooms": [{"name": "a"}], "kind": {"type": "a", "x": 1}}, None),
        ({"rooms": [{"name": "a"}], "kind": {"type": "a"}}, "kind.x: is missing"),
        ({"rooms": [{"name": "a"}], "kind": {"type": "b"}}, "kind.type: must be one of a, not 'b'"),
        ({"rooms": [{"name": "a"}], "kind": {}}, "kind.type: is missing"),
    ],
)
def test_shapes_name_what_does_not_fit(value: Any, message: str | None) -> None:
    """Null stands for what may be left out; what is not named passes."""
    assert judged(HOUSE, value) == message


def test_open_lists_let_the_unknown_pass() -> None:
    """A kind of next year is not an error."""
    kinds = sorted_by("type", {"a": fields({"x": number}, {})}, closed=False, default="a")
    assert judged(kinds, {"type": "b"}, "k") is None
    assert judged(kinds, {"x": 1}, "k") is None
    assert judged(kinds, {}, "k") == "k.x: is missing"


def test_either_goes_by_the_type() -> None:
    """And a boolean is no number."""
    check = either("a string or a number", (str, text), (int, whole))
    assert [judged(check, value, "v") for value in ("a", 1)] == [None, None]
    assert judged(check, True, "v") == "v: must be a string or a number, not a boolean"


@pytest.mark.parametrize("name", ["", "a\nb", "a\x00", "a\u2028b", "a\x7f"])
def test_a_name_of_a_model_can_be_shown(name: str) -> None:
    """It goes into headers and logs."""
    assert judged(model, name, "model") is not None
    assert judged(model, "org/модель-1:free", "model") is None


def test_the_least() -> None:
    """Zero answers are none."""
    assert judged(at_least_one, 0, "n") == "n: must be at least 1"
    assert judged(at_least_one, 1, "n") is None


def test_a_problem_of_the_whole_body_names_no_field() -> None:
    """There is none to name."""
    assert invalid("the body is not JSON").param is None
