"""The turns of a conversation, both ways. What is empty, null or not understood stays in `extra`, for this wire alone."""

from __future__ import annotations

from typing import Any

from translators.canonical import Message, Part, Text, ToolResult
from translators.openai_chat.answer import read_answer, write_answer
from translators.openai_chat.content import read_content, write_part
from translators.openai_chat.tools import read_call
from translators.translator import Wire

_RESULTS = ("tool", "function")
_CALLING = frozenset({"role", "content", "tool_calls"})


def read_message(wire: Wire) -> Message:
    """One turn."""
    if len(wire) == 2 and type(content := wire.get("content")) is str and content and wire["role"] not in _RESULTS:
        return Message(wire["role"], (Text(content),))  # what most of them are
    match wire["role"]:
        case "tool" | "function":
            return _read_result(wire)
        case "assistant":
            return _read_assistant(wire)
        case role:
            content = wire.get("content")
            parts, known = _content(content)
            name = wire.get("name")
            known |= {"role"} | ({"name"} if isinstance(name, str) else set())
            return Message(role, tuple(parts), name if "name" in known else None, _rest(wire, known), _form(content))


def write_message(message: Message, own: bool = True) -> dict[str, Any]:
    """One turn; `own`: it came from this wire, which understands its extras."""
    parts = message.parts
    if (
        len(parts) == 1
        and type(text := parts[0]) is Text
        and not (message.name or message.extra or message.form or text.extra or text.cache or text.annotations)
    ):
        return {"role": message.role, "content": text.text}
    listed = own and message.form.get("content") == "list"
    name = {} if message.name is None else {"name": message.name}
    if message.role == "tool":
        return _write_result(message, listed, own)
    if message.role == "assistant":
        refusal_in_list = own and message.form.get("refusal") == "part"
        said = write_answer(message.parts, listed=listed, refusal_in_list=refusal_in_list, own=own)
    else:
        said = _write_content(message.parts, listed)
    wire = {"role": message.role, **name, **said, **(message.extra if own else {})}
    if message.role != "assistant" or not wire.keys() & {"tool_calls", "function_call", "audio"}:
        wire.setdefault("content", "")
    return wire


def _read_assistant(wire: Wire) -> Message:
    if wire.keys() <= _CALLING and (usual := _read_calling(wire)) is not None:
        return usual
    parts, rest = read_answer(wire)
    name, content = rest.get("name"), wire.get("content")
    if isinstance(name, str):
        del rest["name"]
    in_list = isinstance(content, list) and any(isinstance(part, dict) and part.get("type") == "refusal" for part in content)
    form = _form(content) | ({"refusal": "part"} if in_list else {})
    return Message("assistant", tuple(parts), name if isinstance(name, str) else None, rest, form)


def _read_calling(wire: Wire) -> Message | None:
    """Words, or none, and calls: what most of the others are."""
    content, calls = wire.get("content"), wire.get("tool_calls")
    if not (content is None or type(content) is str) or type(calls) is not list or not calls:
        return None
    parts: list[Part] = [Text(content)] if content else []
    for call in calls:
        if type(call) is not dict:
            return None
        parts.append(read_call(call))
    return Message("assistant", tuple(parts), extra={} if content or "content" not in wire else {"content": content})


def _read_result(wire: Wire) -> Message:
    """A tool's answer. The old `function` role answers by name alone."""
    if len(wire) == 3 and type(id := wire.get("tool_call_id")) is str and type(said := wire.get("content")) is str and said:
        return Message("tool", (ToolResult(id, (Text(said),)),))
    parts, known = _content(wire.get("content"))
    name, id = wire.get("name"), wire.get("tool_call_id")
    known |= {"role"} | {field for field in ("name", "tool_call_id") if isinstance(wire.get(field), str)}
    result = ToolResult(
        id if isinstance(id, str) else "",
        tuple(parts),
        name if isinstance(name, str) else None,
    )
    form = _form(wire.get("content")) | ({"role": "function"} if wire["role"] == "function" else {})
    return Message("tool", (result,), extra=_rest(wire, known), form=form)


def _write_result(message: Message, listed: bool, own: bool) -> dict[str, Any]:
    result = next(part for part in message.parts if isinstance(part, ToolResult))
    if not own and result.name is None and len(result.parts) == 1 and type(text := result.parts[0]) is Text and not text.cache:
        return {"role": "tool", "tool_call_id": result.id, "content": text.text}
    name = {} if result.name is None else {"name": result.name}
    function = own and message.form.get("role") == "function"
    wire = {"role": "function"} if function else {"role": "tool", "tool_call_id": result.id}
    wire |= {**name, **_write_content(result.parts, listed), **(message.extra if own else {})}
    wire.setdefault("content", "")
    return wire


def _content(content: Any) -> tuple[list[Any], set[str]]:
    """The parts, and the name of the field when it was understood."""
    if isinstance(content, str) and content:
        return [Text(content)], {"content"}
    if isinstance(content, list) and content:
        return read_content(content), {"content"}
    return [], set()


def _write_content(parts: tuple[Any, ...], listed: bool) -> dict[str, Any]:
    match parts:
        case ():
            return {}
        case (Text(text, cache=None, extra=extra),) if not listed and not extra:
            return {"content": text}
        case _:
            return {"content": [wire for part in parts if (wire := write_part(part)) is not None]}


def _form(content: Any) -> dict[str, str]:
    return {"content": "list"} if isinstance(content, list) and content else {}


def _rest(wire: Wire, known: set[str]) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name not in known}
