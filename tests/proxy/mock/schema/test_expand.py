"""Every way to read a schema."""

from __future__ import annotations

from proxy.mock.schema.expand import DEEP, Trail, expand
from proxy.mock.schema.refs import Json


def plain(schema: Json, trail: Trail | None = None) -> list[Json]:
    """The readings alone."""
    return [each for each, _ in expand(schema, schema if isinstance(schema, dict) else {}, trail or Trail())]


def test_true_and_false() -> None:
    """Anything, and nothing."""
    assert plain(True) == [{}]
    assert plain(False) == []


def test_alternatives_are_read_one_by_one() -> None:
    """With what stands beside them, null last."""
    assert plain({"title": "x", "anyOf": [{"type": "null"}, {"const": 1}]}) == [{"title": "x", "const": 1}, {"title": "x", "type": "null"}]


def test_a_reference_is_followed_and_merged_with_its_siblings() -> None:
    """As newer drafts have it."""
    readings = plain({"$ref": "#/$defs/a", "minimum": 3, "$defs": {"a": {"minimum": 1, "maximum": 5}}})
    assert [(each["minimum"], each["maximum"]) for each in readings] == [(3, 5)]


def test_all_of_alternatives_is_every_combination() -> None:
    """Each with each."""
    assert len(plain({"allOf": [{"anyOf": [{}, {"minimum": 1}]}, {"oneOf": [{"maximum": 2}, {"maximum": 3}]}]})) == 4


def test_a_condition_is_read_both_ways() -> None:
    """Kept, or not met."""
    assert plain({"if": {"minimum": 1}, "then": {"maximum": 3}, "else": {"maximum": 0}}) == [
        {"minimum": 1, "maximum": 3, "then": {"maximum": 3}, "else": {"maximum": 0}},
        {"maximum": 0, "then": {"maximum": 3}, "else": {"maximum": 0}},
    ]


def test_a_type_within_itself_is_lean() -> None:
    """So that it comes to an end."""
    schema: Json = {"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}}
    (_, first), *_ = expand(schema, schema, Trail())
    (_, second), *_ = expand(schema, schema, first)
    assert (first.lean, second.lean) == (False, True)


def test_lean_prefers_nothing_and_then_what_is_new() -> None:
    """Null first, the type we came through last."""
    trail = Trail(refs=("#/$defs/a",), lean=True)
    schema = {"anyOf": [{"$ref": "#/$defs/a"}, {"const": 1}, {"type": "null"}], "$defs": {"a": {"const": 2}}}
    assert [each.get("const") for each in plain(schema, trail)] == [None, 1, 2]


def test_deep_values_are_lean() -> None:
    """However they came to be deep."""
    trail = Trail()
    for _ in range(DEEP + 1):
        trail = trail.into("x")
    assert trail.lean
