"""Tools and the choice among them, both ways: flat on this wire, and strict unless they say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from translators.canonical import Tool, ToolChoice
from translators.translator import Wire

_NOTHING: Mapping[str, Any] = {"type": "object", "properties": {}}
_MODES: dict[str, Literal["auto", "none", "required"]] = {"auto": "auto", "none": "none", "required": "required"}


def read_tool(wire: Wire) -> Tool:
    """One tool. One that is neither a function nor a custom tool is the provider's own."""
    kind, name = wire.get("type"), wire.get("name")
    if kind not in ("function", "custom") or not isinstance(name, str):
        return Tool(str(name or kind or "tool"), kind="native", extra=wire)
    description = wire.get("description")
    description = description if isinstance(description, str) else None
    if kind == "custom":
        return Tool(name, description, kind="custom", grammar=_read_grammar(wire.get("format")), extra=_rest(wire, "format"))
    schema, strict = wire.get("parameters"), wire.get("strict")
    schema = schema if isinstance(schema, dict) else None
    if not isinstance(strict, bool):
        strict = schema is not None and is_strict(schema)  # unsaid it is strict here, as far as the schema allows it
    return Tool(name, description, schema, strict, extra=_rest(wire, "parameters", "strict"))


def write_tool(tool: Tool, own: bool) -> Wire:
    """One tool."""
    if tool.kind == "native":
        return tool.extra
    wire: dict[str, Any] = {"type": tool.kind, "name": tool.name}
    if tool.description is not None:
        wire["description"] = tool.description
    if tool.kind == "custom":
        wire |= {"format": _write_grammar(tool.grammar)} if tool.grammar is not None else {}
    else:
        wire |= {"parameters": _NOTHING if tool.schema is None else tool.schema, "strict": tool.strict is True}
    return wire | (dict(tool.extra) if own else {})


def read_choice(value: Any) -> ToolChoice:
    """May, must or must not a tool be called. What the mode and the names do not say is kept as it was spelled."""
    match value:
        case str() if value in _MODES:
            return ToolChoice(_MODES[value])
        case {"type": "function" | "custom", "name": str() as name}:
            return ToolChoice("required", (name,), {"tool_choice": value})
        case {"type": "allowed_tools", "tools": list() as tools, **more}:
            names = tuple(tool["name"] for tool in tools if isinstance(tool, dict) and isinstance(tool.get("name"), str))
            return ToolChoice("required" if more.get("mode") == "required" else "auto", names, {"tool_choice": value})
        case {"type": str()}:  # one of the provider's own tools
            return ToolChoice("required", extra={"tool_choice": value})
        case _:
            return ToolChoice("auto", extra={"tool_choice": value})


def write_choice(choice: ToolChoice, tools: Sequence[Tool], own: bool) -> Any:
    """As it was spelled, while it still means that; else as OpenAI spells it."""
    spelled = choice.extra.get("tool_choice")
    if own and spelled is not None and read_choice(spelled) == choice:
        return spelled
    if not choice.names:
        return choice.mode
    custom = {tool.name for tool in tools if tool.kind == "custom"}
    named = [{"type": "custom" if name in custom else "function", "name": name} for name in choice.names]
    if choice.mode == "required" and len(named) == 1:
        return named[0]
    return {"type": "allowed_tools", "mode": "required" if choice.mode == "required" else "auto", "tools": named}


def is_strict(schema: Any) -> bool:
    """Does a schema keep the rules of OpenAI's strict mode: every object closed, every property required?"""
    if isinstance(schema, list):
        return all(map(is_strict, schema))
    if not isinstance(schema, dict):
        return True
    properties = schema.get("properties")
    if schema.get("type") == "object" or isinstance(properties, dict):
        required = schema.get("required")
        names = properties.keys() if isinstance(properties, dict) else set()
        if schema.get("additionalProperties") is not False or not set(names) <= set(required if isinstance(required, list) else ()):
            return False
    inner = list(properties.values()) if isinstance(properties, dict) else []
    for name in ("$defs", "definitions"):
        more = schema.get(name)
        inner += more.values() if isinstance(more, dict) else []
    return all(map(is_strict, [*inner, schema.get("items"), schema.get("anyOf")]))


def _read_grammar(format: Any) -> Mapping[str, Any] | None:
    """The format of what a custom tool takes, as chat completions have it: what is said of a grammar stands inside it."""
    match format:
        case {"type": "grammar", **rest} if "grammar" not in rest:
            return {"type": "grammar", "grammar": rest}
        case dict():
            return format
        case _:
            return None


def _write_grammar(grammar: Mapping[str, Any]) -> Mapping[str, Any]:
    match grammar:
        case {"type": "grammar", "grammar": dict() as inner}:
            return {"type": "grammar", **inner}
        case _:
            return grammar


def _rest(wire: Wire, *known: str) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name not in ("type", "name", "description", *known) and value is not None}
