"""Does a value satisfy a JSON schema?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from proxy.mock.schema.refs import Json, UnsatisfiableError, resolve
from translators.translator import Wire

Check = Callable[[Json, Json, Wire, Wire], bool]  # (value, what the word says, the schema around it, the root)


def fits(value: Json, schema: Json, root: Wire) -> bool:
    """Whether every word of the schema holds; words that are not about values (title, format …) hold always."""
    if isinstance(schema, bool):
        return schema
    if not isinstance(schema, Mapping):
        raise UnsatisfiableError(f"a schema is an object or a boolean, not {schema!r:.40}")
    return all(CHECKS[word](value, says, schema, root) for word, says in schema.items() if word in CHECKS)


def same(one: Json, other: Json) -> bool:
    """Equality as JSON has it: true is not 1, but 1.0 is."""
    match one, other:
        case (bool(), _) | (_, bool()):
            return one is other
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def is_number(value: Json) -> bool:
    """A number; a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


TYPES: Mapping[str, Callable[[Json], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "integer": lambda value: is_number(value) and value == int(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _type(value: Json, says: Json, _: Wire, __: Wire) -> bool:
    return any(TYPES[name](value) for name in ([says] if isinstance(says, str) else says) if name in TYPES)


def _multiple(value: Json, says: Json, _: Wire, __: Wire) -> bool:
    return not is_number(value) or Decimal(str(value)) % Decimal(str(says)) == 0


def _above(value: Json, says: Json, schema: Wire, _: Wire) -> bool:
    """`exclusiveMinimum`: a number of its own, or (in old drafts) a word about `minimum`."""
    edge = schema.get("minimum") if says is True else says
    return not is_number(value) or not is_number(edge) or value > edge


def _below(value: Json, says: Json, schema: Wire, _: Wire) -> bool:
    edge = schema.get("maximum") if says is True else says
    return not is_number(value) or not is_number(edge) or value < edge


def _pattern(value: Json, says: Json, _: Wire, __: Wire) -> bool:
    return not isinstance(value, str) or matches(says, value)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text."""
    try:
        return re.search(pattern, text) is not None
    except re.error as error:
        raise UnsatisfiableError(f"pattern {pattern!r}: {error}") from error


def _prefix(schema: Wire) -> list[Json]:
    """The schemas of an array's first items, whichever draft wrote them."""
    items = schema.get("items")
    return list(schema.get("prefixItems") or (items if isinstance(items, list) else ()))


def _items(value: Json, _: Json, schema: Wire, root: Wire) -> bool:
    """`prefixItems` and `items` together."""
    if not isinstance(value, list):
        return True
    first, rest = _prefix(schema), schema.get("items", True)
    rest = schema.get("additionalItems", True) if isinstance(rest, list) else rest
    return all(fits(item, first[i] if i < len(first) else rest, root) for i, item in enumerate(value))


def _contains(value: Json, says: Json, schema: Wire, root: Wire) -> bool:
    if not isinstance(value, list):
        return True
    found = sum(fits(item, says, root) for item in value)
    return bool(schema.get("minContains", 1) <= found <= schema.get("maxContains", len(value)))


def _unique(value: Json, says: Json, _: Wire, __: Wire) -> bool:
    if not says or not isinstance(value, list):
        return True
    return not any(same(one, other) for i, one in enumerate(value) for other in value[:i])


def _properties(value: Json, _: Json, schema: Wire, root: Wire) -> bool:
    """`properties`, `patternProperties` and `additionalProperties` together."""
    return not isinstance(value, dict) or all(
        fits(item, each, root) for name, item in value.items() for each in property_schemas(name, schema)
    )


def property_schemas(name: str, schema: Wire) -> list[Json]:
    """Every schema that has a say about the property of this name."""
    named = schema.get("properties", {})
    found = [named[name]] if name in named else []
    found += [each for pattern, each in schema.get("patternProperties", {}).items() if matches(pattern, name)]
    return found or [schema.get("additionalProperties", True)]


def _names(value: Json, says: Json, _: Wire, root: Wire) -> bool:
    return not isinstance(value, dict) or all(fits(name, says, root) for name in value)


def _dependent(value: Json, says: Json, _: Wire, __: Wire) -> bool:
    return not isinstance(value, dict) or all(value.keys() >= set(needs) for name, needs in says.items() if name in value)


def _if(value: Json, says: Json, schema: Wire, root: Wire) -> bool:
    return fits(value, schema.get("then" if fits(value, says, root) else "else", True), root)


CHECKS: Mapping[str, Check] = {
    "$ref": lambda value, says, _, root: fits(value, resolve(says, root), root),
    "type": _type,
    "const": lambda value, says, _, __: same(value, says),
    "enum": lambda value, says, _, __: any(same(value, each) for each in says),
    "allOf": lambda value, says, _, root: all(fits(value, each, root) for each in says),
    "anyOf": lambda value, says, _, root: any(fits(value, each, root) for each in says),
    "oneOf": lambda value, says, _, root: sum(fits(value, each, root) for each in says) == 1,
    "not": lambda value, says, _, root: not fits(value, says, root),
    "if": _if,
    "minimum": lambda value, says, _, __: not is_number(value) or value >= says,
    "maximum": lambda value, says, _, __: not is_number(value) or value <= says,
    "exclusiveMinimum": _above,
    "exclusiveMaximum": _below,
    "multipleOf": _multiple,
    "minLength": lambda value, says, _, __: not isinstance(value, str) or len(value) >= says,
    "maxLength": lambda value, says, _, __: not isinstance(value, str) or len(value) <= says,
    "pattern": _pattern,
    "prefixItems": _items,
    "items": _items,
    "contains": _contains,
    "minItems": lambda value, says, _, __: not isinstance(value, list) or len(value) >= says,
    "maxItems": lambda value, says, _, __: not isinstance(value, list) or len(value) <= says,
    "uniqueItems": _unique,
    "properties": _properties,
    "patternProperties": _properties,
    "additionalProperties": _properties,
    "propertyNames": _names,
    "required": lambda value, says, _, __: not isinstance(value, dict) or all(name in value for name in says),
    "minProperties": lambda value, says, _, __: not isinstance(value, dict) or len(value) >= says,
    "maxProperties": lambda value, says, _, __: not isinstance(value, dict) or len(value) <= says,
    "dependentRequired": _dependent,
}
