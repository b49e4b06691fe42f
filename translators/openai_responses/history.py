"""A conversation of another wire as items: no id that OpenAI did not give, every call with its result, every thought before its deed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from translators.canonical import Document, Image, Message, Part, Reasoning, Refusal, Text, ToolCall, ToolResult, Unknown
from translators.grammar import NO_RESULT
from translators.openai_responses.content import write_content
from translators.openai_responses.ids import call_id
from translators.openai_responses.items import spelled_items
from translators.openai_responses.thoughts import replayed
from translators.translator import Wire

_FAILED = "Error: "  # before what a tool said that failed: this wire has no other word for it


class History(Struct):
    """Items while they are being written."""

    own: bool
    caching: bool
    answered: frozenset[str]  # calls that have a result somewhere
    items: list[Wire] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # of the calls so far, by id
    legacy: dict[str, str] = field(default_factory=dict)  # ids made up for calls of old, by name


def write_history(messages: Sequence[Message], *, own: bool, caching: bool) -> tuple[list[Wire], list[str]]:
    """The items, and where something was said that has no place among them."""
    answered = frozenset(part.id for message in messages for part in message.parts if isinstance(part, ToolResult))
    history = History(own, caching, answered)
    for index, message in enumerate(messages):
        spelled = spelled_items(message) if own else None
        if spelled is not None:
            history.items += spelled
            _remember(history, message)
        elif message.role == "assistant":
            _write_assistant(history, message, index)
        else:
            _write_other(history, message, index)
    return history.items, history.lost


def _remember(history: History, message: Message) -> None:
    for part in message.parts:
        if isinstance(part, ToolCall):
            history.kinds[part.id] = part.kind


def _write_other(history: History, message: Message, index: int) -> None:
    """Results first, then what is said beside them."""
    said: list[Part] = []
    for place, part in enumerate(message.parts):
        match part:
            case ToolResult():
                history.items += _write_result(history, part)
            case Text() | Image() | Document() | Refusal():
                said.append(part)
            case Unknown() if history.own:
                history.items.append(part.value)
            case Unknown():
                pass  # named by crossing.py
            case _:
                _lose(history, index, place)
    role = "user" if message.role == "tool" else message.role
    content = write_content(tuple(said), history.caching) if said else None
    if content is not None or not message.parts:
        history.items.append({"role": role, "content": "" if content is None else content})


def _write_assistant(history: History, message: Message, index: int) -> None:
    words: list[str] = []
    thoughts: list[tuple[int, Reasoning]] = []
    calls: list[ToolCall] = []

    def say() -> None:
        if words:
            think()
            history.items.append({"role": "assistant", "content": "".join(words)})
            words.clear()

    def think() -> None:
        history.items += replayed([thought for _, thought in thoughts])
        thoughts.clear()

    for place, part in enumerate(message.parts):
        match part:
            case Text(text) | Refusal(text):
                words += [text] if text else []
            case Reasoning():
                say()
                thoughts.append((place, part))
            case ToolCall():
                say()
                think()
                calls.append(part)
                history.items.append(_write_call(history, part))
            case Unknown() if history.own:
                say()
                think()
                history.items.append(part.value)
            case Unknown():
                pass  # named by crossing.py
            case _:
                _lose(history, index, place)
    say()
    for place, thought in thoughts:  # OpenAI refuses a thought without the deed it led to
        if thought.signer is not None:
            _lose(history, index, place)
    history.items += [item for call in calls if call.id not in history.answered for item in _unanswered(history, call)]


def _write_call(history: History, call: ToolCall) -> dict[str, Any]:
    id = call.id
    if not id:
        id = history.legacy[call.name] = f"call_legacy_{len(history.kinds)}"
    history.kinds[id] = call.kind
    extra = call.extra if history.own else {}
    if call.kind == "custom":
        return {"type": "custom_tool_call", "call_id": call_id(id), "name": call.name, "input": call.arguments, **extra}
    return {"type": "function_call", "call_id": call_id(id), "name": call.name, "arguments": call.arguments or "{}", **extra}


def _write_result(history: History, result: ToolResult) -> Iterator[dict[str, Any]]:
    id = result.id or history.legacy.pop(result.name or "", "")
    content = write_content(_told(result), history.caching)
    output = "" if content is None else content
    kind = history.kinds.get(id)
    if kind is None and not history.own:  # OpenAI refuses a result nobody called for
        label: Part = Text(f"The tool {result.name or 'that was called'} answered:")
        yield {"role": "user", "content": write_content((label, *_told(result)), history.caching)}
        return
    extra = result.extra if history.own else {}
    named = "custom_tool_call_output" if kind == "custom" else "function_call_output"
    yield {"type": named, "call_id": call_id(id), "output": output, **extra}


def _told(result: ToolResult) -> tuple[Part, ...]:
    """What a tool said; words in several parts are one text, where there are only words."""
    parts: tuple[Part, ...] = result.parts
    if len(parts) > 1 and all(isinstance(part, Text) and part.cache is None for part in parts):
        parts = (Text("\n".join(part.text for part in parts if isinstance(part, Text))),)
    if not result.failed:
        return parts
    match parts:
        case (Text(text), *more):
            return (parts[0] if text.lower().startswith("error") else Text(_FAILED + text), *more)
        case _:
            return (Text(_FAILED.strip()), *parts)


def _unanswered(history: History, call: ToolCall) -> Iterator[dict[str, Any]]:
    """OpenAI refuses a call without a result."""
    if call.id and not history.own:
        yield from _write_result(history, ToolResult(call.id, (Text(NO_RESULT),), call.name))


def _lose(history: History, index: int, place: int) -> None:
    history.lost.append(f"messages[{index}].content[{place}]")
