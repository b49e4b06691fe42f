"""What this wire calls the fields and parts of a question: nearly what they are called inside."""

from __future__ import annotations

from collections.abc import Iterable

from translators.canonical import Audio, ChatRequest, Image, Part, Reasoning, Refusal, ToolCall
from translators.openai_chat.thoughts import TEXTS
from translators.vocabulary import spelled


def spell(request: ChatRequest, names: Iterable[str]) -> tuple[str, ...]:
    """Places of a question that came from this wire."""
    form = request.form
    fields = {"reasoning_effort": "reasoning"} if form.get("thinking") == "reasoning" else {}
    fields |= {name: form[name] for name in ("max_tokens", "tool_choice", "user") if name in form}
    return spelled(request, names, fields=fields, turn=_turn, tool=_tool)


def _tool(request: ChatRequest, index: int) -> str:
    return f"functions[{index}]" if request.form.get("tools") == "functions" else f"tools[{index}]"


def _turn(request: ChatRequest, index: int, part: int | None, rest: str) -> str:
    message = request.messages[index]
    if part is None:
        return f"messages[{index}]{rest}"
    said = message.parts[part]
    field, before = _field(said, message.role), [_field(each, message.role) for each in message.parts[:part]]
    if field == "content":
        beside = len(before) - before.count("content")
        field = f"content[{part - beside}]" if message.form.get("content") == "list" else "content"
    elif field in ("images", "tool_calls"):
        field = f"{field}[{before.count(field)}]"
    return f"messages[{index}].{field}{rest}"


def _field(part: Part, role: str) -> str:
    """Where a part of a turn stands."""
    match part:
        case Reasoning():
            return (part.place or TEXTS[0]).split(",")[0]
        case Refusal():
            return "refusal"
        case ToolCall():
            return "function_call" if part.kind == "legacy" else "tool_calls"
        case Audio() if role == "assistant":
            return "audio"
        case Image() if role == "assistant":
            return "images"
        case _:
            return "content"
