"""How each kind of part is told in blocks: what opens it, what closes it, and which may be closed before their end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from translators.anthropic.citations import write_citations
from translators.anthropic.frames import Frames
from translators.anthropic.response import call_id, told
from translators.anthropic.signatures import ahead_of
from translators.anthropic.thoughts import UNSIGNED, signature_of, write_thought
from translators.canonical import Part, Reasoning, Refusal, Text, ToolCall, Unknown
from translators.framing import json_text


class Held(Struct):
    """A part that is being told, or waits to be."""

    part: Part  # with what notes have added
    said: list[str] = field(default_factory=list)  # of one that waits: what came; of a call: all of it
    ended: bool = False


def is_ready(held: Held, *, own: bool) -> bool:
    """May its block be opened? For words when there are some, for a call when it has its name; for the rest when it is whole."""
    match held.part:
        case _ if held.ended:
            return True
        case Text(text) | Refusal(text):
            return own or bool(text or any(held.said))
        case ToolCall(name=name):
            return bool(name)
        case part:
            return isinstance(part, Reasoning | Unknown)


def may_close(held: Held) -> bool:
    """May its block be closed before its end has been told? Words can go on in another block, the arguments of a call cannot."""
    if held.ended or not isinstance(held.part, ToolCall):
        return True
    if held.part.kind == "custom":
        return False
    try:
        return isinstance(json_text.decode("".join(held.said).encode("utf-8", "replace")), dict)
    except ValueError:
        return False


def open_block(frames: Frames, index: int, held: Held, *, own: bool) -> bool:
    """Begin to tell a part, with what has come of it; False when it is told already, for it needs no more."""
    part, said = held.part, "".join(held.said)
    held.said = []
    match part:
        case Text(text) | Refusal(text) if text or said or own:
            frames.open({"type": "text", "text": ""})
            if isinstance(part, Text):
                cite(frames, part, part.extra, own=own)
            frames.say(text + said)
        case Text():  # nothing was said
            return False
        case Reasoning(text, redacted=str()) if not text and not said:
            frames.put(write_thought(part, own=own))
            return False
        case Reasoning(text):
            frames.open({"type": "thinking", "thinking": "", "signature": ""})
            frames.say(text + said)
        case ToolCall():
            frames.put(ahead_of(part))
            frames.open({"type": "tool_use", "id": call_id(part, index), "name": part.name, "input": {}, **(part.extra if own else {})})
            frames.say('{"input":"' if part.kind == "custom" else "")
            say_more(frames, held, part.arguments + said)
        case Unknown(value=value):
            frames.put(value if own else None)
            return False
        case _:
            frames.tell(told(part))
            return False
    return True


def say_more(frames: Frames, held: Held, text: str) -> None:
    """More of the part whose block is open. Free text stands inside an object."""
    if isinstance(held.part, ToolCall):
        if held.part.kind == "custom":
            text = json_text.encode(text)[1:-1].decode()
        else:
            held.said.append(text)
    frames.say(text)


def close_block(frames: Frames, part: Part, *, own: bool) -> None:
    """The part is told: thoughts are signed last."""
    match part:
        case Reasoning():
            signature = signature_of(part) or ("" if own else UNSIGNED)
            if signature:
                frames.sign(signature)
        case ToolCall(kind="custom"):
            frames.say('"}')
    frames.close()


def cite(frames: Frames, part: Text, extra: Mapping[str, Any], *, own: bool) -> None:
    """Where the words of the open block are from: as they were spelled, when they came from this wire."""
    citations = extra.get("citations") if own else write_citations(part)
    frames.cite(citations if isinstance(citations, list) else ())
