"""Tools and the choice among them, both ways. A function is a declaration; anything else is Google's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from translators.canonical import Tool, ToolChoice
from translators.gemini.abilities import Abilities
from translators.gemini.lowering import lowered
from translators.gemini.schema import json_schema, read_schema
from translators.gemini.spelling import camel, many
from translators.memo import FEW, WHOLE, remembered
from translators.translator import Wire

_DECLARATIONS = "functionDeclarations"
_MODES: dict[str, Literal["auto", "none", "required"]] = {"AUTO": "auto", "VALIDATED": "auto", "ANY": "required", "NONE": "none"}
_read_parameters, _as_json_schema, _as_parameters = remembered(read_schema), remembered(json_schema), remembered(lowered)
_WRITTEN = {"auto": "AUTO", "required": "ANY", "none": "NONE"}


def read_tools(given: Any) -> tuple[Tool, ...]:
    """The tools of a question, however they are spelled: one for each function, one for each of Google's own."""
    return _read_tools(given)


def write_tools(tools: Sequence[Tool], able: Abilities, *, own: bool) -> list[dict[str, Any]]:
    """All functions in one object, as Google wants them, and its own tools beside it."""
    functions = [_write_function(tool, able, own) for tool in tools if tool.kind == "function"]
    natives = [dict(tool.extra) for tool in tools if own and tool.kind == "native"]
    return [*([{_DECLARATIONS: functions}] if functions else []), *natives]


def read_choice(wire: Wire) -> ToolChoice | None:
    """`functionCallingConfig`."""
    mode = wire.get("mode")
    if not isinstance(mode, str) or mode.upper() not in _MODES:
        return None
    names = wire.get("allowedFunctionNames")
    known = tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()
    return ToolChoice(_MODES[mode.upper()], known)


def write_choice(choice: ToolChoice | None, tools: Sequence[Tool], able: Abilities) -> dict[str, Any]:
    """`functionCallingConfig`; empty when nothing has to be said. VALIDATED holds a model to the schemas: that is what strict asks for."""
    strict = able.validated and bool(tools) and all(tool.strict is True for tool in tools)
    if choice is None:
        return {"mode": "VALIDATED"} if strict else {}
    mode = _WRITTEN[choice.mode]
    if choice.mode == "auto" and (strict or (choice.names and able.validated)):
        mode = "VALIDATED"
    names = {"allowedFunctionNames": list(choice.names)} if choice.names and mode in ("ANY", "VALIDATED") else {}
    return {"mode": mode, **names}


def unheld(tools: Sequence[Tool], able: Abilities) -> list[str]:
    """Strict tools that stay unenforced: the model knows no such mode, or others of the tools are not strict."""
    if able.validated and all(tool.strict is True for tool in tools if tool.kind == "function"):
        return []
    return [f"tools[{index}].strict" for index, tool in enumerate(tools) if tool.kind == "function" and tool.strict is True]


def _tools(given: Any) -> tuple[Tool, ...]:
    tools: list[Tool] = []
    for wire in many(camel(given)):
        for name, value in wire.items():
            if name == _DECLARATIONS and isinstance(value, list | dict):
                tools += map(_read_function, many(value))
            elif name != _DECLARATIONS:
                tools.append(Tool(name, kind="native", extra={name: value}))
    return tuple(tools)


_read_tools = remembered(_tools, largest=WHOLE, most=FEW)


def _read_function(wire: Any) -> Tool:
    """One declaration. Its parameters are Google's own kind of schema, or JSON schema."""
    name, says = wire.get("name"), wire.get("description")
    schema, given = wire.get("parametersJsonSchema"), wire.get("parameters")
    known = {"name", "description"} if isinstance(says, str) else {"name"}
    if isinstance(schema, dict):
        known.add("parametersJsonSchema")
    elif isinstance(given, dict):
        known.add("parameters")
        schema = _read_parameters(given)
    return Tool(
        name if isinstance(name, str) else "",
        says if isinstance(says, str) else None,
        schema if isinstance(schema, dict) else None,
        extra={key: value for key, value in wire.items() if key not in known},
    )


def _write_function(tool: Tool, able: Abilities, own: bool) -> dict[str, Any]:
    wire: dict[str, Any] = {"name": tool.name}
    if tool.description is not None:
        wire["description"] = tool.description
    if tool.schema is not None and (
        own or tool.schema.get("properties") or "$ref" in tool.schema or "anyOf" in tool.schema or "allOf" in tool.schema
    ):
        if able.json_schema:
            wire["parametersJsonSchema"] = _as_json_schema(tool.schema)
        else:
            wire["parameters"] = _as_parameters(tool.schema)
    return wire | (dict(tool.extra) if own else {})
