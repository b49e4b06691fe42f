"""Tools, the choice among them, and calls to them, both ways."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Literal

from translators.canonical import Tool, ToolCall, ToolChoice
from translators.translator import Wire

_MODES: dict[str, Literal["auto", "none", "required"]] = {"auto": "auto", "none": "none", "required": "required", "any": "required"}


def read_tool(wire: Wire) -> Tool:
    """One tool. One that is neither a function nor a custom tool is the provider's own."""
    kind = wire.get("type", "function")
    inner = wire.get(kind) if kind in ("function", "custom") else None
    if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        return Tool(str(wire.get("name") or kind), kind="native", extra=wire)
    says, schema = inner.get("description"), inner.get("parameters")
    if kind == "function" and len(wire) == 2 and len(inner) == 3 and type(says) is str and type(schema) is dict:
        return Tool(inner["name"], says, schema)  # what most of them are
    fields = {"description": str, "strict": bool, **({"parameters": dict} if kind == "function" else {"format": dict})}
    known = {name: inner[name] for name, type in fields.items() if isinstance(inner.get(name), type)}
    more = {name: value for name, value in inner.items() if name != "name" and name not in known}
    cache = wire.get("cache_control") if isinstance(wire.get("cache_control"), dict) else None
    extra = {name: value for name, value in wire.items() if name not in ("type", kind) and (name != "cache_control" or cache is None)}
    return Tool(
        inner["name"],
        known.get("description"),
        known.get("parameters"),
        known.get("strict"),
        "function" if kind == "function" else "custom",
        known.get("format"),
        cache,
        extra | {kind: more} if more else extra,
    )


def write_tool(tool: Tool, own: bool = True) -> Wire:
    """One tool; what only its own wire understands when it came from this one."""
    if tool.kind == "native":
        return tool.extra
    extra = dict(tool.extra) if own else {}
    more = extra.pop(tool.kind, {})
    inner = {
        "name": tool.name,
        **_given(description=tool.description, parameters=tool.schema, format=tool.grammar, strict=tool.strict),
        **more,
    }
    return {"type": tool.kind, tool.kind: inner, **_given(cache_control=tool.cache), **extra}


def read_choice(value: Any) -> ToolChoice:
    """May, must or must not a tool be called. What the mode and the names do not say is kept as it was spelled."""
    match value:
        case str() if value in _MODES:
            return ToolChoice(_MODES[value], extra={} if value in ("auto", "none", "required") else {"tool_choice": value})
        case {"type": "function", "function": {"name": str() as name}}:
            return ToolChoice("required", (name,), {} if value == _named(name) else {"tool_choice": value})
        case {"function": {"name": str() as name}} | {"custom": {"name": str() as name}} | {"name": str() as name}:
            return ToolChoice("required", (name,), {"tool_choice": value})
        case {"type": "allowed_tools", "allowed_tools": {"tools": list() as tools, "mode": mode}}:
            names = tuple(filter(None, map(_name, tools)))
            return ToolChoice("required" if mode == "required" else "auto", names, {"tool_choice": value})
        case _:
            return ToolChoice("auto", extra={"tool_choice": value})


def write_choice(choice: ToolChoice, own: bool = True, custom: Collection[str] = ()) -> Any:
    """As it was spelled, while it still means that; else as OpenAI spells it. `custom`: the names of tools that take free text."""
    spelled = choice.extra.get("tool_choice")
    if own and spelled is not None and read_choice(spelled) == choice:
        return spelled
    if not choice.names:
        return choice.mode
    if choice.mode == "required" and len(choice.names) == 1:
        return _named(choice.names[0], custom)
    tools = [_named(name, custom) for name in choice.names]
    return {"type": "allowed_tools", "allowed_tools": {"mode": choice.mode, "tools": tools}}


def read_call(wire: Wire) -> ToolCall:
    """One call. One without a type, as a later piece of a stream has it, is of the kind it carries."""
    if (
        len(wire) == 3
        and wire.get("type") == "function"
        and type(id := wire.get("id")) is str
        and type(inner := wire.get("function")) is dict
    ):
        name, text = inner.get("name"), inner.get("arguments")
        if len(inner) == 2 and type(name) is str and type(text) is str:
            return ToolCall(id, name, text)  # what most of them are
    custom = isinstance(wire.get("custom"), dict) and wire.get("type") in ("custom", None)
    kind, words = ("custom", "input") if custom else ("function", "arguments")
    inner = wire.get(kind)
    inner = inner if isinstance(inner, dict) else {}
    signature = signature_of(wire)
    known = {"id", "type", kind} | ({"extra_content"} if signature is not None else set())
    more = {name: value for name, value in inner.items() if name not in ("name", words)}
    extra = {name: value for name, value in wire.items() if name not in known}
    return ToolCall(
        str(wire.get("id") or ""),
        str(inner.get("name") or ""),
        arguments_text(inner.get(words)),
        "custom" if custom else "function",
        signature,
        extra | {kind: more} if more else extra,
    )


def write_call(call: ToolCall, own: bool = True) -> dict[str, Any]:
    """One call."""
    kind, words = ("custom", "input") if call.kind == "custom" else ("function", "arguments")
    extra = dict(call.extra) if own else {}
    more = extra.pop(kind, {})
    signature = {} if call.signature is None else {"extra_content": {"google": {"thought_signature": call.signature}}}
    return {"id": call.id, "type": kind, kind: {"name": call.name, words: call.arguments, **more}, **signature, **extra}


def made_up_id(reply: str, answer: int, place: int) -> str:
    """For a call whose server gave it none. The same reply gives the same ids, another reply others."""
    letters = "".join(letter for letter in reply if letter.isascii() and letter.isalnum())
    return f"call_{letters[-24:]}_{answer}_{place}"


def arguments_text(value: Any) -> str:
    """The text the model wrote. A server that parsed it gets it back as text."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def signature_of(wire: Wire) -> str | None:
    """Gemini's thought signature, as its OpenAI-compatible server carries it."""
    match wire.get("extra_content"):
        case {"google": {"thought_signature": str() as signature, **rest}, **others} if not rest and not others:
            return signature
        case _:
            return None


def _named(name: str, custom: Collection[str] = ()) -> dict[str, Any]:
    kind = "custom" if name in custom else "function"
    return {"type": kind, kind: {"name": name}}


def _name(tool: Any) -> str | None:
    match tool:
        case {"function": {"name": str() as name}} | {"custom": {"name": str() as name}} | {"name": str() as name}:
            return name
        case _:
            return None


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
