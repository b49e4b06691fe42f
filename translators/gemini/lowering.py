"""JSON schema to the kind Google's older models know: few words, no references, types in capitals, null as a property of a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.gemini.schema import merged

_KEPT = (
    "title", "description", "default", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minProperties", "maxProperties",
    "minimum", "maximum", "example",
)  # fmt: skip
_FORMATS = {
    "STRING": ("date-time", "enum"),
    "NUMBER": ("float", "double"),
    "INTEGER": ("int32", "int64"),
}
_TYPES = {"string": "STRING", "number": "NUMBER", "integer": "INTEGER", "boolean": "BOOLEAN", "array": "ARRAY", "object": "OBJECT"}
# What only makes sense for one type: left to it where a list of types becomes a list of schemas.
_BELONGS = {
    "properties": "object", "required": "object", "additionalProperties": "object", "minProperties": "object", "maxProperties": "object",
    "items": "array", "prefixItems": "array", "minItems": "array", "maxItems": "array",
    "minLength": "string", "maxLength": "string", "pattern": "string",
}  # fmt: skip
_GUESSES = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)
Definitions = Mapping[str, Any]


def lowered(schema: Mapping[str, Any], *, ordered: bool = False) -> dict[str, Any]:
    """The schema in Google's own kind. `ordered`: properties come in the order in which they are written."""
    definitions = {f"#/{key}/{name}": inner for key in ("$defs", "definitions") for name, inner in _dict(schema, key).items()}
    return _Lowering({"#": schema, **definitions}, ordered).lower(schema, ())


class _Lowering:
    """One schema on its way down."""

    def __init__(self, definitions: Definitions, ordered: bool) -> None:
        self._definitions = definitions
        self._ordered = ordered

    def lower(self, schema: Any, inside: tuple[str, ...]) -> dict[str, Any]:
        """One of its schemas; `inside` which references it stands."""
        if not isinstance(schema, dict) or not schema:
            return {"type": "OBJECT"}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self._followed(schema, reference, inside)
        schema = merged(_resolved(schema, self._definitions))
        choices = _alternatives(schema)
        if choices is not None:
            return self._choice(schema, choices, inside)
        return self._typed(schema, inside)

    def _followed(self, schema: dict[str, Any], reference: str, inside: tuple[str, ...]) -> dict[str, Any]:
        """What a reference means. One that leads back to itself cannot be said: there, any object will do."""
        target = self._definitions.get(reference)
        beside = {key: value for key, value in schema.items() if key not in ("$ref", "$defs", "definitions")}
        if not isinstance(target, dict) or reference in inside:
            name = reference.rpartition("/")[2]
            return {"type": "OBJECT", "description": beside.get("description") or f"Another {name}"}
        return self.lower(
            {**{key: value for key, value in target.items() if key not in ("$defs", "definitions")}, **beside}, (*inside, reference)
        )

    def _choice(self, schema: dict[str, Any], choices: list[Any], inside: tuple[str, ...]) -> dict[str, Any]:
        """One of several. Nothing may stand beside `anyOf`, so what did is told to each."""
        others = [choice for choice in choices if not _is_null(choice)]
        beside = {key: value for key, value in schema.items() if key not in ("anyOf", "oneOf", "$defs", "definitions")}
        nullable = len(others) < len(choices)
        if not others:
            return {"type": "STRING", "nullable": True, **_told(beside)}
        alternatives = [
            self.lower(
                {**_fitting(beside, choice), **choice} if isinstance(choice, dict) and "$ref" not in choice else _with(choice, beside),
                inside,
            )
            for choice in others
        ]
        if nullable:
            alternatives = [each | {"nullable": True} for each in alternatives]
        return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}

    def _typed(self, schema: dict[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
        kind = _kind(schema)
        types = [name for name in kind if name != "null"]
        if len(types) > 1:
            rows: list[Any] = [_only(schema, name) for name in types]
            return self._choice({}, [*rows, {"type": "null"}] if "null" in kind else rows, inside)
        name = types[0] if types else "string"
        lower: dict[str, Any] = {"type": _TYPES.get(name, "STRING")}
        lower |= {key: schema[key] for key in _KEPT if schema.get(key) is not None}
        if "null" in kind or schema.get("nullable") is True:
            lower["nullable"] = True
        _enum(schema, lower)
        _limits(schema, lower)
        _format(schema, lower)
        if lower["type"] == "OBJECT":
            self._object(schema, lower, inside)
        elif lower["type"] == "ARRAY":
            lower["items"] = self._items(schema, inside)
        return lower

    def _object(self, schema: dict[str, Any], lower: dict[str, Any], inside: tuple[str, ...]) -> None:
        properties = _dict(schema, "properties")
        if not properties:
            return
        lower["properties"] = {name: self.lower(inner, inside) for name, inner in properties.items()}
        required = schema.get("required")
        if isinstance(required, list) and (needed := [name for name in required if name in properties]):
            lower["required"] = needed
        order = schema.get("propertyOrdering")
        if isinstance(order, list):
            lower["propertyOrdering"] = order
        elif self._ordered and len(properties) > 1:
            lower["propertyOrdering"] = list(properties)

    def _items(self, schema: dict[str, Any], inside: tuple[str, ...]) -> dict[str, Any]:
        items, first = schema.get("items"), schema.get("prefixItems")
        rows = items if isinstance(items, list) else first if isinstance(first, list) else None
        if not rows:
            return self.lower(items, inside)
        lower = [self.lower(row, inside) for row in rows]
        different = [row for place, row in enumerate(lower) if row not in lower[:place]]
        return different[0] if len(different) == 1 else {"anyOf": different}


def _alternatives(schema: dict[str, Any]) -> list[Any] | None:
    return next((schema[key] for key in ("anyOf", "oneOf") if isinstance(schema.get(key), list) and schema[key]), None)


def _resolved(schema: dict[str, Any], definitions: Definitions) -> dict[str, Any]:
    """With the references inside `allOf` followed, for they are about to be merged."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    found = [definitions.get(part["$ref"], {}) if isinstance(part, dict) and isinstance(part.get("$ref"), str) else part for part in parts]
    return schema | {"allOf": found}


def _kind(schema: dict[str, Any]) -> list[str]:
    """The types, guessed where none is told."""
    kind = schema.get("type")
    if isinstance(kind, str):
        return [kind.lower()]
    if isinstance(kind, list) and (names := [name.lower() for name in kind if isinstance(name, str)]):
        return names
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list) and values:
        names = list(dict.fromkeys(_type_of(value) for value in values))
        return names if len([name for name in names if name != "null"]) <= 1 else ["string"]
    return [next((name for name, words in _GUESSES if any(word in schema for word in words)), "string")]


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case None:
            return "null"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "string"


def _enum(schema: dict[str, Any], lower: dict[str, Any]) -> None:
    """Only words can be listed; other values are told in words."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(values, list):
        return
    if None in values:
        lower["nullable"] = True
    values = [value for value in values if value is not None and value != ""]
    if lower["type"] == "STRING" and all(isinstance(value, str) for value in values):
        lower |= {"enum": values} if values else {}
    elif values:
        _tell(lower, f"One of: {', '.join(map(str, values))}" if len(values) > 1 else f"Always {values[0]}")


def _limits(schema: dict[str, Any], lower: dict[str, Any]) -> None:
    for key, limit, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
        value = schema.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and limit not in lower:
            lower[limit] = value + step if lower["type"] == "INTEGER" else value


def _format(schema: dict[str, Any], lower: dict[str, Any]) -> None:
    form = schema.get("format")
    if isinstance(form, str) and form in _FORMATS.get(lower["type"], ()):
        lower["format"] = form
    elif isinstance(form, str) and form:
        _tell(lower, f"Format: {form}")


def _tell(lower: dict[str, Any], words: str) -> None:
    before = lower.get("description")
    lower["description"] = f"{before} ({words})" if isinstance(before, str) and before else words


def _is_null(choice: Any) -> bool:
    return isinstance(choice, dict) and (
        choice.get("type") in ("null", ["null"]) or (choice.get("enum") == [None]) or choice.get("const", 0) is None
    )


def _only(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """What of a schema of several types concerns this one."""
    kept = {key: value for key, value in schema.items() if _BELONGS.get(key, name) == name}
    if isinstance(kept.get("enum"), list):
        kept["enum"] = [value for value in kept["enum"] if _type_of(value) == name]
    return kept | {"type": name}


def _fitting(beside: dict[str, Any], choice: dict[str, Any]) -> dict[str, Any]:
    kind = choice.get("type")
    return {
        key: value for key, value in beside.items() if key != "default" and (not isinstance(kind, str) or _BELONGS.get(key, kind) == kind)
    }


def _with(choice: Any, beside: dict[str, Any]) -> Any:
    return choice | {key: beside[key] for key in ("title", "description") if key in beside} if isinstance(choice, dict) else choice


def _told(beside: dict[str, Any]) -> dict[str, Any]:
    return {key: beside[key] for key in ("title", "description") if key in beside}


def _dict(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = schema.get(key)
    return value if isinstance(value, dict) else {}
