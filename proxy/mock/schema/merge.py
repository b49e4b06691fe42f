"""Two schemas that must both hold, as one. The second has no $ref and no combinators any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proxy.mock.schema.fits import same
from proxy.mock.schema.refs import Json
from translators.translator import Wire

Join = Callable[[Json, Json], Json]


def merge(one: Json, other: Json) -> Json:
    """The schema of what satisfies both. False is the schema that nothing satisfies."""
    if one is False or other is False:
        return False
    if one is True or other is True:
        return other if one is True else one
    merged = dict(one)
    for word, says in other.items():
        merged[word] = JOINS.get(word, _later)(merged[word], says) if word in merged else says
    return _closed(one, other, merged)


def _closed(one: Wire, other: Wire, merged: dict[str, Json]) -> dict[str, Json]:
    """A property that only one of the two names must still please the other's `additionalProperties`."""
    if "properties" not in merged or ("additionalProperties" not in one and "additionalProperties" not in other):
        return merged
    properties = dict(merged["properties"])
    for here, there in ((one, other), (other, one)):
        rest = here.get("additionalProperties", True)
        for name in there.get("properties", {}):
            if rest is not True and name not in here.get("properties", {}) and not here.get("patternProperties"):
                properties[name] = both(properties[name], rest)
    return {**merged, "properties": properties}


def both(one: Json, other: Json) -> Json:
    """Both, resolved later: either may still have a $ref or combinators."""
    return {"allOf": [one, other]}


def _later(_: Json, says: Json) -> Json:
    """Words that only describe: the last one stands."""
    return says


def _types(one: Json, other: Json) -> list[str]:
    ours, theirs = ([each] if isinstance(each, str) else list(each) for each in (one, other))
    if "number" in theirs and "integer" in ours:
        theirs.append("integer")
    if "number" in ours and "integer" in theirs:
        ours.append("integer")
    return [each for each in ours if each in theirs]


def _enum(one: Json, other: Json) -> list[Json]:
    return [each for each in one if any(same(each, there) for there in other)]


def _properties(one: Mapping[str, Json], other: Mapping[str, Json]) -> dict[str, Json]:
    joined = {name: both(each, other[name]) if name in other else each for name, each in one.items()}
    return joined | {name: each for name, each in other.items() if name not in one}


def _prefix(one: list[Json], other: list[Json]) -> list[Json]:
    longest = max(len(one), len(other))
    return [both(one[i] if i < len(one) else True, other[i] if i < len(other) else True) for i in range(longest)]


def _items(one: Json, other: Json) -> Json:
    return _prefix(one, other) if isinstance(one, list) and isinstance(other, list) else both(one, other)


JOINS: Mapping[str, Join] = {
    "type": _types,
    "enum": _enum,
    "const": lambda one, _: one,  # when they differ nothing fits, and that is found out
    "required": lambda one, other: [*one, *(name for name in other if name not in one)],
    "properties": _properties,
    "patternProperties": _properties,
    "$defs": lambda one, other: {**one, **other},
    "definitions": lambda one, other: {**one, **other},
    "additionalProperties": both,
    "propertyNames": both,
    "contains": both,
    "items": _items,
    "prefixItems": _prefix,
    "not": lambda one, other: {"anyOf": [one, other]},
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
    "multipleOf": lambda one, other: max(one, other) if max(one, other) % min(one, other) == 0 else one * other,
    "uniqueItems": lambda one, other: one or other,
}
