"""What a model has said, in a conversation or in a reply: one flat object on this wire, a row of parts to us."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from translators.canonical import Audio, Data, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown
from translators.openai_chat.content import read_content, read_part, write_image, write_part
from translators.openai_chat.thoughts import read_thoughts, understood, write_thoughts
from translators.openai_chat.tools import arguments_text, read_call, write_call
from translators.translator import Wire


def read_answer(wire: Wire) -> tuple[list[Part], dict[str, Any]]:
    """The parts, in the order thoughts, content, refusal, sound, pictures, calls; and what was not understood."""
    known = understood(wire) | {"role"}
    parts: list[Part] = [*read_thoughts(wire), *_read_content(wire, known)]
    refusal, audio, call = wire.get("refusal"), wire.get("audio"), wire.get("function_call")
    if isinstance(refusal, str) and refusal:
        known.add("refusal")
        parts.append(Refusal(refusal))
    if isinstance(audio, dict) and any(audio.values()):
        known.add("audio")
        parts.append(read_audio(audio))
    for field, read in (("images", read_part), ("tool_calls", read_call)):
        items = wire.get(field)
        if isinstance(items, list) and items and all(isinstance(item, dict) for item in items):
            known.add(field)
            parts += map(read, items)
    if isinstance(call, dict) and call.get("name"):
        known.add("function_call")
        parts.append(read_legacy_call(call))
    return parts, {name: value for name, value in wire.items() if name not in known}


def write_answer(parts: Sequence[Part], *, listed: bool = False, refusal_in_list: bool = False, own: bool = True) -> dict[str, Any]:
    """The fields that say these parts."""
    if not listed and not own and all(map(_plain, parts)):  # what most of them are
        words = "".join([part.text for part in parts if type(part) is Text])
        calls = [write_call(part, own) for part in parts if type(part) is ToolCall]
        return ({"content": words} if len(parts) > len(calls) else {}) | ({"tool_calls": calls} if calls else {})
    wire = write_thoughts([part for part in parts if isinstance(part, Reasoning)])
    texts = [part for part in parts if isinstance(part, Text)]
    listed = listed or any(part.cache is not None for part in texts) or any(_only_in_list(part) for part in parts)
    if listed:
        kinds = (Text, Reasoning, Unknown, Refusal) if refusal_in_list else (Text, Reasoning, Unknown)
        items = [write_part(part) for part in parts if isinstance(part, kinds)]
        wire["content"] = [item for item in items if item is not None]
    elif texts:
        wire["content"] = _spelled(texts)
    annotations = [note for part in texts for note in part.annotations]
    if annotations:
        wire["annotations"] = annotations
    refusals = [part.text for part in parts if isinstance(part, Refusal)]
    if refusals and not (listed and refusal_in_list):
        wire["refusal"] = "".join(refusals)
    for part in parts:
        match part:
            case Image():
                wire.setdefault("images", []).append(write_image(part))
            case Audio():
                wire["audio"] = write_audio(part)
            case ToolCall(kind="legacy"):
                wire["function_call"] = {"name": part.name, "arguments": part.arguments, **part.extra}
            case ToolCall():
                wire.setdefault("tool_calls", []).append(write_call(part, own))
    return wire


def read_audio(audio: Wire) -> Audio:
    """What the model has said aloud; in a conversation that goes on, only its id."""
    data, id, expires, transcript = audio.get("data"), audio.get("id"), audio.get("expires_at"), audio.get("transcript")
    known = {
        name for name, type in (("data", str), ("id", str), ("expires_at", int), ("transcript", str)) if isinstance(audio.get(name), type)
    }
    return Audio(
        Data("", data) if isinstance(data, str) else None,
        transcript if isinstance(transcript, str) else None,
        id if isinstance(id, str) else None,
        expires if isinstance(expires, int) else None,
        {name: value for name, value in audio.items() if name not in known},
    )


def write_audio(audio: Audio) -> dict[str, Any]:
    """What the model has said aloud."""
    data = audio.source.base64 if isinstance(audio.source, Data) else None
    fields = (("id", audio.id), ("data", data), ("expires_at", audio.expires_at), ("transcript", audio.transcript))
    return {name: value for name, value in fields if value is not None} | dict(audio.extra)


def read_legacy_call(call: Wire) -> ToolCall:
    """The single `function_call` of old."""
    extra = {name: value for name, value in call.items() if name not in ("name", "arguments")}
    return ToolCall("", str(call.get("name") or ""), arguments_text(call.get("arguments")), "legacy", extra=extra)


def _read_content(wire: Wire, known: set[str]) -> list[Part]:
    content, notes = wire.get("content"), wire.get("annotations")
    parts: list[Part]
    match content:
        case str() if content:
            parts = [Text(content)]
        case list() if content:
            parts = read_content(content)
        case dict():  # Cloudflare: what should be the text of an object is the object
            parts = [Text(json.dumps(content, ensure_ascii=False), extra={"content": content})]
        case _:
            return []
    known.add("content")
    if isinstance(notes, list) and notes and all(isinstance(note, dict) for note in notes) and isinstance(parts[0], Text):
        known.add("annotations")
        parts[0] = replace(parts[0], annotations=tuple(notes))
    return parts


def _spelled(texts: list[Text]) -> Any:
    text = "".join(part.text for part in texts)
    spelled = texts[0].extra.get("content")
    return spelled if isinstance(spelled, dict) and json.dumps(spelled, ensure_ascii=False) == text else text


def _plain(part: Part) -> bool:
    if type(part) is Text:
        return not (part.annotations or part.cache or part.extra)
    return type(part) is ToolCall and part.kind != "legacy"


def _only_in_list(part: Part) -> bool:
    return isinstance(part, Unknown) or (isinstance(part, Reasoning) and part.place == "content")
