"""Names of fields: Google's servers take camelCase and snake_case alike. Here all are camelCase, and how they were written is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

# What stands in these is the caller's own, names and all.
_OPAQUE = frozenset(
    {"args", "response", "partMetadata", "parametersJsonSchema", "responseJsonSchema", "enum", "default", "example", "required", "labels"}
)
_NAMED = frozenset({"properties", "defs", "$defs"})  # names of the caller's own, with schemas behind them
_JOINT = re.compile(r"_([a-z0-9])")

Names = Callable[[str], str]


def camel(wire: Any, seen: dict[str, str] | None = None) -> Any:
    """The same with every field of Google's in camelCase. `seen` notes how a field was written that was written otherwise."""

    if _is_camel(wire):
        return wire

    def name(field: str) -> str:
        if "_" not in field:
            return field
        there = _JOINT.sub(lambda match: match[1].upper(), field)
        if seen is not None and there != field:
            seen[there] = field
        return there

    return _renamed(wire, name)


def respelled(wire: Any, seen: Mapping[str, str]) -> Any:
    """The same with these fields written as they were."""
    if not seen:
        return wire
    back = {snake: field for field, snake in seen.items()}
    return _renamed(wire, lambda field: seen.get(field, field), back)


def kept(seen: Mapping[str, str]) -> str:
    """How fields were written, as one word."""
    return ",".join(sorted(seen.values()))


def known(word: str | None) -> dict[str, str]:
    """What `kept` has kept."""
    seen: dict[str, str] = {}
    if word:
        camel(dict.fromkeys(word.split(",")), seen)
    return seen


def many(value: Any) -> list[Any]:
    """Google's servers take one thing for a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_camel(wire: Any) -> bool:
    """Is nothing to be renamed? Most callers write Google's own names, and looking is cheaper than making all anew."""
    if type(wire) is list:
        for item in wire:  # noqa: SIM110  this walks over every field of a long conversation
            if (type(item) is dict or type(item) is list) and not _is_camel(item):
                return False
        return True
    if type(wire) is not dict:
        return True
    for field, value in wire.items():
        if "_" in field:
            return False
        if (type(value) is dict or type(value) is list) and field not in _OPAQUE:
            inside = value.values() if field in _NAMED and type(value) is dict else (value,)
            if not all(map(_is_camel, inside)):
                return False
    return True


def _renamed(wire: Any, name: Names, back: Mapping[str, str] | None = None) -> Any:
    if isinstance(wire, dict):
        renamed: dict[str, Any] = {}
        for key, value in wire.items():
            there = name(key)
            field = back.get(there, there) if back else there
            if field in _OPAQUE or not isinstance(value, dict | list):
                renamed[there] = value
            elif field in _NAMED and isinstance(value, dict):
                renamed[there] = {own: _renamed(inner, name, back) for own, inner in value.items()}
            else:
                renamed[there] = _renamed(value, name, back)
        return renamed
    if isinstance(wire, list):
        return [_renamed(item, name, back) if isinstance(item, dict | list) else item for item in wire]
    return wire
