"""The turns of a conversation on its own wire, both ways: nothing is lost, nothing is put in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from translators.anthropic.content import (
    marked,
    marker,
    read_document,
    read_image,
    read_text,
    rest,
    write_document,
    write_image,
    write_text,
)
from translators.anthropic.signatures import bound
from translators.anthropic.thoughts import foreign, read_redacted, read_thinking, write_thought
from translators.anthropic.tools import read_call, write_call
from translators.canonical import Document, Image, Message, Part, Reasoning, Refusal, Role, Text, ToolCall, ToolResult, Unknown
from translators.translator import Wire

FIELD = "field"  # as the place of instructions: not among the messages
_ROLES: Mapping[str, Role] = {"user": "user", "assistant": "assistant", "system": "system"}


def read_system(content: Any) -> Message:
    """Instructions, which have a field of their own."""
    parts, form = _read_content(content)
    return Message("system", parts, form={"place": FIELD, **form})


def read_message(wire: Wire) -> Message:
    """One turn."""
    parts, form = _read_content(wire["content"])
    extra = {} if len(wire) == 2 else {name: value for name, value in wire.items() if name not in ("role", "content")}
    return Message(_ROLES.get(wire["role"], "user"), parts, extra=extra, form=form)


def write_message(message: Message) -> dict[str, Any]:
    """One turn."""
    return {"role": message.role, "content": write_content(message), **message.extra}


def write_content(message: Message) -> Any:
    """As it was spelled: a text, or a list of blocks."""
    if message.form.get("content") == "string" and all(isinstance(part, Text) and part.cache is None for part in message.parts):
        return "".join(part.text for part in message.parts if isinstance(part, Text))
    return [
        _write_own(part, message.form.get(f"result {place}"))
        for place, part in enumerate(message.parts)
        if not (isinstance(part, Reasoning) and foreign(part))
    ]


def read_block(wire: Wire) -> Part:
    """One block. What is not understood whole is carried as it is."""
    if (plain := _plain(wire)) is not None:
        return plain
    kind = wire.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    part = read(wire) if read is not None else None
    return Unknown(str(kind or ""), wire) if part is None else part


def _read_content(content: Any) -> tuple[tuple[Part, ...], dict[str, str]]:
    if isinstance(content, str):
        return (Text(content),) if content else (), {"content": "string"}
    if not isinstance(content, list):
        return (), {}
    if len(content) == 1 and (plain := _plain(content[0])) is not None:
        return (plain,), {}  # what most of them are
    parts = [read_block(block) for block in content]
    if Reasoning in (kinds := set(map(type, parts))):
        read = bound(list(zip(content, parts, strict=True)))
        content, parts = [block for block, _ in read], [part for _, part in read]
    form: dict[str, str] = {}
    if ToolResult in kinds:
        for place, part in enumerate(parts):
            if type(part) is ToolResult and not isinstance(given := content[place].get("content"), list):
                form[f"result {place}"] = _spelling(given)
    return tuple(parts), form


def _plain(block: Any) -> Text | None:
    """A text and nothing beside it."""
    if len(block) == 2 and block.get("type") == "text" and type(text := block.get("text")) is str:
        return Text(text)
    return None


def _spelling(content: Any) -> str:
    return "string" if isinstance(content, str) else "absent"


def _read_result(wire: Wire) -> ToolResult | None:
    """What a tool answered. Content that is not all understood stays as it is, beside what is."""
    id, content, failed = wire.get("tool_use_id"), wire.get("content"), wire.get("is_error")
    if not isinstance(id, str):
        return None
    known = ["tool_use_id"] + (["is_error"] if isinstance(failed, bool) else [])
    parts: tuple[Text | Image | Document, ...] = ()
    if type(content) is str and content and len(wire) == 3:
        return ToolResult(id, (Text(content),))  # what most of them are
    if isinstance(content, str):
        known.append("content")
        parts = (Text(content),) if content else ()
    elif isinstance(content, list):
        read = [read_block(block) for block in content]
        parts = tuple(part for part in read if isinstance(part, Text | Image | Document))
        if len(parts) == len(content):
            known.append("content")
    return ToolResult(id, parts, None, failed if isinstance(failed, bool) else None, marker(wire), rest(wire, *known))


def _write_result(part: ToolResult, spelling: str | None) -> dict[str, Any]:
    wire: dict[str, Any] = {"type": "tool_result", "tool_use_id": part.id}
    if spelling == "string" and all(isinstance(inner, Text) for inner in part.parts):
        wire["content"] = "".join(inner.text for inner in part.parts if isinstance(inner, Text))
    elif spelling != "absent" or part.parts:
        wire["content"] = [_write_own(inner) for inner in part.parts]
    failed = {} if part.failed is None else {"is_error": part.failed}
    return {**wire, **failed, **marked(part.cache), **part.extra}


def _write_own(part: Part, spelling: str | None = None) -> Wire:
    match part:
        case Text():
            return write_text(part, own=True)
        case Image():
            return write_image(part, own=True)
        case Document():
            return write_document(part, own=True)
        case Reasoning():
            return write_thought(part, own=True)
        case ToolCall():
            return write_call(part, part.id, own=True)
        case ToolResult():
            return _write_result(part, spelling)
        case Unknown():
            return part.value
        case Refusal(text):
            return {"type": "text", "text": text}
        case _:
            return {"type": "text", "text": ""}


_READERS: Mapping[str, Callable[[Wire], Part | None]] = {
    "text": read_text,
    "image": read_image,
    "document": read_document,
    "thinking": read_thinking,
    "redacted_thinking": read_redacted,
    "tool_use": read_call,
    "tool_result": _read_result,
}
