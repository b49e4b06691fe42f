"""The items of a conversation, both ways: what one side says in a row is one message inside, and one item a thing here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from translators.canonical import Document, Image, Message, Part, Role, Text, ToolCall, ToolResult, Unknown
from translators.openai_responses.content import read_content, rest
from translators.openai_responses.thoughts import read_thought, returned
from translators.translator import Wire

ITEMS = "items"  # in a message's form: the items it was read from
_SAID = ("type", "id", "status", "phase")  # of an item, of no concern to anybody but its own wire
_CALL = {"type", "call_id", "name", "arguments"}
_MESSAGE = {"role", "content", *_SAID}
_ROLES = ("user", "assistant", "system", "developer")
# What the caller's side answers to tools of the provider's own.
_ANSWERS = frozenset(
    {
        "computer_call_output", "local_shell_call_output", "shell_call_output", "apply_patch_call_output", "mcp_approval_response",
        "compaction_trigger",
    }
)  # fmt: skip


def read_items(items: Sequence[Any]) -> tuple[Message, ...]:
    """A conversation. The items stay with the messages they became, to be written again as they were."""
    messages: list[Message] = []
    said: list[Wire] = []  # by the assistant, in a row
    for item in items:
        if not isinstance(item, dict):
            continue
        role = _role(item)
        if role == "assistant":
            said.append(item)
            continue
        if said:
            messages.append(read_group("assistant", said))
            said = []
        messages.append(read_group(role, [item]))
    if said:
        messages.append(read_group("assistant", said))
    return tuple(messages)


def read_group(role: Role, items: list[Wire]) -> Message:
    """One message: all of a turn of the assistant, or one item of anybody else."""
    parts: list[Part] = []
    extra: dict[str, Any] = {}
    for item in items:
        read = _READERS.get(str(item.get("type") or "message"), _read_unknown)
        parts += read(item)
        if role != "assistant" and read is _read_message and not item.keys() <= _MESSAGE:
            extra = rest(item, "role", "content", *_SAID)
    return Message(role, returned(parts) if role == "assistant" else tuple(parts), extra=extra, form={ITEMS: items})


def spelled_items(message: Message) -> list[Wire] | None:
    """The items a message was read from, while they still mean it."""
    items = message.form.get(ITEMS)
    return items if isinstance(items, list) and read_group(message.role, items) == message else None


def _role(item: Wire) -> Role:
    """Who said it. What an assistant says in a row belongs together."""
    kind, role = str(item.get("type") or "message"), item.get("role")
    if kind == "message":
        return cast(Role, role) if role in _ROLES else "user"
    if kind in ("function_call_output", "custom_tool_call_output"):
        return "tool"
    return "user" if kind in _ANSWERS else "assistant"


def _read_message(item: Wire) -> Sequence[Part]:
    return read_content(item.get("content"))


def _read_call(item: Wire) -> Sequence[Part]:
    custom = item.get("type") == "custom_tool_call"
    words = "input" if custom else "arguments"
    id, name, said = item.get("call_id"), item.get("name"), item.get(words)
    if not isinstance(id, str) or not isinstance(name, str) or not isinstance(said, str):
        return _read_unknown(item)
    extra = {} if len(item) == 4 and item.keys() == _CALL else rest(item, "call_id", "name", words, *_SAID)
    return (ToolCall(id, name, said, "custom" if custom else "function", extra=extra),)


def _read_output(item: Wire) -> Sequence[Part]:
    id, output, name = item.get("call_id"), item.get("output"), item.get("name")
    if type(output) is str and output and len(item) == 3 and type(id) is str:
        return (ToolResult(id, (Text(output),)),)  # what most of them are
    if not isinstance(output, str | list):
        return _read_unknown(item)
    parts = tuple(part if isinstance(part, Text | Image | Document) else Text(_as_text(part)) for part in read_content(output))
    extra = rest(item, "call_id", "output", "name", *_SAID)
    return (ToolResult(id if isinstance(id, str) else "", parts, name if isinstance(name, str) else None, extra=extra),)


def _read_reasoning(item: Wire) -> Sequence[Part]:
    thought = read_thought(item)
    return () if thought is None else (thought,)


def _read_unknown(item: Wire) -> Sequence[Part]:
    return (Unknown(str(item.get("type") or ""), item),)


def _as_text(part: Part) -> str:
    return f"({part.kind})" if isinstance(part, Unknown) else ""


_READERS: Mapping[str, Callable[[Wire], Sequence[Part]]] = {
    "message": _read_message,
    "function_call": _read_call,
    "custom_tool_call": _read_call,
    "function_call_output": _read_output,
    "custom_tool_call_output": _read_output,
    "reasoning": _read_reasoning,
}
