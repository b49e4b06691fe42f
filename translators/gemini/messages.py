"""The turns of a conversation, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from translators.canonical import Image, Message, Part, Reasoning, Text, ToolCall, ToolResult
from translators.canonical.parts import Audio, Document, Video
from translators.gemini.abilities import Abilities
from translators.gemini.calls import INPUT, MADE_UP, read_result, write_call, write_result
from translators.gemini.content import reachable, read_part, write_part
from translators.gemini.gathering import gather, gathered, joined, led_to
from translators.gemini.signatures import HERE, LOST
from translators.gemini.spelling import many
from translators.grammar import Grammar, Turn, called_by, normalised
from translators.translator import Wire

# https://ai.google.dev/gemini-api/docs/function-calling: a turn of calls is answered by a turn with the result of each.
GRAMMAR = Grammar(system="apart", alternating=True, opener=" ", results_first=True, paired=True)
_MEDIA = frozenset({Image, Audio, Video, Document})
TOGETHER = Grammar(system="among", alternating=True, opener=" ", results_first=True, paired=True)  # for models without instructions


def read_instructions(wire: Any) -> Message:
    """`systemInstruction`: an object with parts, or just text, or just a part."""
    if isinstance(wire, str):
        return Message("system", (Text(wire),), form={"shape": "text"})
    if isinstance(wire, list):
        return Message("system", tuple(_parts(wire, 0)), form={"shape": "list"})
    if "parts" not in wire and "role" not in wire:
        return Message("system", (read_part(wire, ""),) if wire else (), form={"shape": "part"})
    parts = wire.get("parts")
    form = {"parts": "one"} if isinstance(parts, dict) else {}
    form |= {"role": wire["role"]} if isinstance(wire.get("role"), str) else {}
    known = {"parts"} | ({"role"} if "role" in form else set())
    return Message("system", tuple(_parts(many(parts), 0)), extra={key: wire[key] for key in wire if key not in known}, form=form)


def read_contents(contents: Sequence[Any]) -> list[Message]:
    """The turns. Calls and results that have no ids are given some: results answer the calls of the turn before, by name and order."""
    messages: list[Message] = []
    waiting: list[ToolCall] = []
    thought = False  # until somebody has thought, nothing is to be gathered
    for index, content in enumerate(contents):
        role, parts = content.get("role"), content.get("parts")
        whole = len(content) == 2 and type(parts) is list and role in ("user", "model")  # what most of them are
        by_model = role == "model"
        goes_on = by_model and bool(messages) and messages[-1].role == "assistant"
        if whole and len(parts) == 1 and len(only := parts[0]) == 1 and type(text := only.get("text")) is str:
            waiting = waiting if not by_model or goes_on else []
            said = (*led_to(messages), Text(text)) if by_model and thought else (Text(text),)
            messages.append(Message("assistant" if by_model else "user", said, form={"role": role}))
            continue
        form = {"role": role} if whole else ({} if role is None else {"role": role}) | ({"parts": "one"} if isinstance(parts, dict) else {})
        read = _parts(many(parts), index, waiting, form)
        thought = thought or Reasoning in map(type, read)
        if by_model:
            if thought:
                read = gather(messages, joined(read))
                read = [*led_to(messages), *read]
            calls = [part for part in read if type(part) is ToolCall]
            waiting = [*waiting, *calls] if goes_on else calls
        results = bool(read) and set(map(type, read)) == {ToolResult}
        extra = {} if whole or (len(content) == 2 and role is not None and parts is not None) else _beside(content)
        messages.append(Message("assistant" if by_model else "tool" if results else "user", tuple(read), extra=extra, form=form))
    return messages


def write_instructions(message: Message) -> Any:
    """As it was written on this wire."""
    parts = _written(message)
    match message.form.get("shape"):
        case "text":
            return parts[0]["text"]
        case "list":
            return parts
        case "part":
            return parts[0] if parts else {}
    role = {"role": message.form["role"]} if "role" in message.form else {}
    return {**role, "parts": parts[0] if message.form.get("parts") == "one" and parts else parts, **message.extra}


def write_content(message: Message) -> dict[str, Any]:
    """A turn of this wire, as it was written."""
    parts = _written(message)
    told = message.form.get("role") or ("model" if message.role == "assistant" else None)
    role = {} if told is None else {"role": told}
    return {**role, "parts": parts[0] if message.form.get("parts") == "one" and len(parts) == 1 else parts, **message.extra}


def write_conversation(messages: Sequence[Message], able: Abilities) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Instructions and contents, for a conversation that was held on another wire."""
    names = called_by(messages)
    said = normalised(list(map(_sayable, messages)), GRAMMAR if able.system else TOGETHER)
    contents: list[dict[str, Any]] = []
    for turn in said.turns:
        contents += _model(turn, able) if turn.role == "assistant" else _user(turn, names, able)
    return [wire for part in said.instructions if (wire := write_part(part, own=False)) is not None], contents


def lost(messages: Iterable[Message]) -> list[str]:
    """Files of a conversation from another wire that Google's servers cannot get at."""
    return [
        f"messages[{index}].content[{place}]"
        for index, message in enumerate(messages)
        for place, part in enumerate(message.parts)
        if type(part) in _MEDIA and (source := getattr(part, "source", None)) is not None and not reachable(source)
    ]


def _beside(content: Any) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "parts" and (key != "role" or value is None)}


def _sayable(message: Message) -> Message:
    """Without what would be empty, and without thoughts that only another's models can read."""
    for part in message.parts:
        if (kind := type(part)) is not ToolCall and kind is not ToolResult and not _is_sayable(part):
            break
    else:
        return message
    return replace(message, parts=tuple(part for part in message.parts if _is_sayable(part)))


def _is_sayable(part: Part) -> bool:
    if type(part) is Text and part.text and not part.text[0].isspace():
        return True  # what most of them are
    match part:
        case ToolCall() | ToolResult():
            return True
        case Text():
            return part.signature is not None or bool(part.text and not part.text.isspace())
        case Reasoning() if part.signer != HERE or part.signature is None:
            return False
        case _:
            return write_part(part, own=False) is not None


def _model(turn: Turn, able: Abilities) -> list[dict[str, Any]]:
    """What the model said. The first of its calls has to be signed where signatures are asked for."""
    if (words := _words(turn)) is not None:
        return [{"role": "model", "parts": words}]
    parts: list[dict[str, Any]] = []
    called = False
    for part in turn.parts:
        if isinstance(part, ToolCall):
            unsigned = able.signed and not called and part.signature is None
            called = True
            parts.append(write_call(replace(part, signature=LOST) if unsigned else part, own=False, ids=able.ids))
        elif (wire := write_part(part, own=False)) is not None:
            parts.append(wire)
    return [{"role": "model", "parts": parts}]


def _user(turn: Turn, names: dict[str, str], able: Abilities) -> list[dict[str, Any]]:
    """What the user said; results have a content of their own, right after the calls."""
    if (words := _words(turn)) is not None:
        return [{"role": "user", "parts": words}]
    results: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for part in turn.parts:
        if isinstance(part, ToolResult):
            name = names.get(part.id) or part.name or INPUT
            wire, after = write_result(part, name, own=False, ids=able.ids, inside=able.media_in_results)
            results.append(wire)
            others += [row for medium in after if (row := write_part(medium, own=False)) is not None]
        elif (row := write_part(part, own=False)) is not None:
            others.append(row)
    return [{"role": "user", "parts": parts} for parts in (results, others) if parts]


def _words(turn: Turn) -> list[dict[str, Any]] | None:
    """What most turns are: one text, that nobody has signed."""
    parts = turn.parts
    return [{"text": part.text}] if len(parts) == 1 and type(part := parts[0]) is Text and part.signature is None else None


def _written(message: Message) -> list[Any]:
    parts: list[Any] = []
    for place, part in enumerate(message.parts):
        if isinstance(part, ToolResult):
            parts.append(write_result(part, part.name or "", own=True, key=message.form.get(f"result.{place}", ""))[0])
        elif isinstance(part, Reasoning) and part.signer not in (HERE, None):
            continue  # sealed: only another's models can read it
        elif (wire := write_part(part, own=True)) is not None:
            parts.append(wire)
    return parts + gathered(message)


def _parts(wires: Sequence[Any], index: int, waiting: Sequence[ToolCall] = (), form: dict[str, str] | None = None) -> list[Part]:
    parts: list[Part] = []
    open = list(waiting)
    for place, wire in enumerate(wires):
        if len(wire) == 1 and type(text := wire.get("text")) is str:
            parts.append(Text(text))  # what most of them are
        elif isinstance(answer := wire.get("functionResponse"), dict):
            call = _answered(answer, open)
            result, key = read_result(wire, f"{MADE_UP}r_{index}_{place}" if call is None else call.id)
            if call is not None:
                open.remove(call)
                result = result if result.id == call.id else replace(result, id=call.id)
            if form is not None and key and key != "result":
                form[f"result.{place}"] = key
            parts.append(result)
        else:
            parts.append(read_part(wire, f"{MADE_UP}{index}_{place}"))
    return parts


def _answered(answer: Wire, open: Sequence[ToolCall]) -> ToolCall | None:
    """Which call a result answers: that of its id, else the first of its name, else the first."""
    if isinstance(id := answer.get("id"), str) and id and not id.startswith(MADE_UP):
        return next((call for call in open if call.id == id), None)
    name = answer.get("name")
    for call in open:
        if call.name == name:
            return call
    return open[0] if open else None
