"""Tools, the choice among them, calls to them and their results, both ways."""

from __future__ import annotations

from typing import Any, Literal

from translators.anthropic.content import marked, marker, rest
from translators.canonical import Tool, ToolCall, ToolChoice
from translators.framing import json_text
from translators.translator import Wire

INPUT = "input"  # the field in which arguments stand that are no object, which this wire's always are

_MODES: dict[str, Literal["auto", "none", "required"]] = {"auto": "auto", "none": "none", "any": "required"}


def read_tool(wire: Wire) -> Tool:
    """One tool. One with a type of its own is the provider's."""
    name, kind = wire.get("name"), wire.get("type")
    if kind not in (None, "custom") or not isinstance(name, str):
        return Tool(str(name or kind or ""), kind="native", extra=wire)
    says, schema = wire.get("description"), wire.get("input_schema")
    if len(wire) == 3 and type(says) is str and type(schema) is dict:
        return Tool(name, says, schema)  # what most of them are
    types = {"description": str, "strict": bool, "input_schema": dict}
    known = {field: wire[field] for field, type in types.items() if isinstance(wire.get(field), type)}
    return Tool(
        name,
        known.get("description"),
        known.get("input_schema"),
        known.get("strict"),
        cache=marker(wire),
        extra=rest(wire, "name", *known),
    )


def write_tool(tool: Tool, *, own: bool) -> Wire:
    """One tool."""
    if tool.kind == "native":
        return tool.extra
    fields = (("description", tool.description), ("input_schema", tool.schema), ("strict", tool.strict))
    given = {name: value for name, value in fields if value is not None}
    return {"name": tool.name, **given, **marked(tool.cache), **(tool.extra if own else {})}


def read_choice(wire: Any) -> tuple[ToolChoice, bool | None] | None:
    """May, must or must not a tool be called, and whether several at once; None when it says neither."""
    match wire:
        case {"type": "tool", "name": str() as name}:
            choice = ToolChoice("required", (name,), rest(wire, "name", "disable_parallel_tool_use"))
        case {"type": "auto" | "none" | "any" as kind}:
            choice = ToolChoice(_MODES[kind], extra=rest(wire, "disable_parallel_tool_use"))
        case _:
            return None
    alone = wire.get("disable_parallel_tool_use")
    return choice, None if not isinstance(alone, bool) else not alone


def write_choice(choice: ToolChoice | None, parallel: bool | None, *, own: bool) -> dict[str, Any] | None:
    """The choice. "One at a time" can only be said beside one."""
    if choice is None:
        if parallel is not False:
            return None
        choice = ToolChoice("auto")
    if choice.mode == "required" and len(choice.names) == 1:
        wire: dict[str, Any] = {"type": "tool", "name": choice.names[0]}
    else:
        wire = {"type": "any" if choice.mode == "required" else choice.mode}
    if (parallel is False and choice.mode != "none") or (own and parallel is not None):
        wire["disable_parallel_tool_use"] = not parallel
    return {**wire, **(choice.extra if own else {})}


def read_call(wire: Wire) -> ToolCall | None:
    """One call. Its arguments are an object here, and text to us."""
    id, name, input = wire.get("id"), wire.get("name"), wire.get("input")
    if not isinstance(id, str) or not isinstance(name, str) or not isinstance(input, dict):
        return None
    extra = {} if len(wire) == 4 else {field: value for field, value in wire.items() if field not in ("type", "id", "name", "input")}
    return ToolCall(id, name, json_text.encode(input).decode(), extra=extra)


def write_call(call: ToolCall, id: str, *, own: bool) -> dict[str, Any]:
    """One call, under the id it has here."""
    return {"type": "tool_use", "id": id, "name": call.name, "input": input_of(call), **(call.extra if own else {})}


def input_of(call: ToolCall) -> dict[str, Any]:
    """The arguments as an object. Nothing is an empty one; what is none, or was cut off, stands in a field as it is."""
    if call.kind != "custom":
        if not call.arguments or call.arguments.isspace():
            return {}
        try:
            value = json_text.decode(call.arguments.encode("utf-8", "replace"))
        except ValueError:
            value = None
        if isinstance(value, dict):
            return value
    return {INPUT: call.arguments}
