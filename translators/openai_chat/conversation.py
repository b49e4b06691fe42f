"""A conversation of another wire, told in messages of this one: tools answer in words alone, each call by itself and at once."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from msgspec.structs import replace

from translators.canonical import (
    Audio,
    Data,
    Document,
    FileId,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Unknown,
    Video,
)
from translators.grammar import Grammar, Turn, normalised
from translators.openai_chat.abilities import Abilities
from translators.openai_chat.thoughts import DETAILS, TEXTS

GRAMMAR = Grammar(system="turns", alternating=False, paired=True)
FAILED = "The tool failed: "  # this wire has no field for it
SHOWN = "What the tool {} gave beside its words:"
LONGEST_ID = 40  # characters of a call's id that OpenAI takes
Said = TypeVar("Said", bound=Text | Image | Document)
_BREAKPOINT = {"prompt_cache_breakpoint": {"mode": "explicit"}}


def told(messages: Sequence[Message], able: Abilities) -> tuple[tuple[Message, ...], list[str]]:
    """The messages, and where parts stood that have no place among them."""
    lost: list[str] = []
    sayable = [_sayable(index, message, able, lost) for index, message in enumerate(messages)]
    turns = normalised(sayable, GRAMMAR).turns
    return tuple([message for turn in _joined(turns) for message in _messages(turn, able)]), lost


def _sayable(index: int, message: Message, able: Abilities, lost: list[str]) -> Message:
    for part in message.parts:
        if not _plain(part):
            break
    else:
        return message  # what most of them are
    parts: list[Part] = []
    for place, part in enumerate(message.parts):
        said = _part(part, able)
        if message.role == "assistant" and type(said) is Text and not said.text:
            continue  # some servers refuse a turn that says nothing
        if said is None or (message.role == "assistant" and not _of_assistant(said, able)):
            lost.append(f"messages[{index}].content[{place}]")
        else:
            parts.append(said)
    return Message(message.role, tuple(parts), message.name)


def _of_assistant(part: Part, able: Abilities) -> bool:
    """May a model be told that it said so? What it said aloud has a place only under the id its server gave it."""
    return able.draws if isinstance(part, Image) else not isinstance(part, Audio | Document | Video)


def _plain(part: Part) -> bool:
    """Is it what nearly everything in a long conversation is, and sayable as it stands?"""
    if type(part) is Text:
        return part.text != "" and not (part.annotations or part.cache or part.extra or part.signature)
    if type(part) is ToolCall:
        plain = part.kind == "function" and len(part.id) <= LONGEST_ID and part.arguments != ""
        return plain and not (part.extra or part.signature)
    if type(part) is ToolResult:
        plain = len(part.id) <= LONGEST_ID and not (part.failed or part.cache or part.extra)
        return plain and {Text}.issuperset(map(type, part.parts)) and all(map(_plain, part.parts))
    return False


def _part(part: Part, able: Abilities) -> Part | None:
    """A part without what only its own wire understands; None where this one has no place for it."""
    match part:
        case Text():
            plain = not (part.annotations or part.cache or part.extra or part.signature)
            return part if plain else _marked(Text(part.text), part.cache, able)
        case Image(FileId()) | Document(FileId()) | Video(FileId()) | Unknown():
            return None
        case Image():
            return _marked(Image(part.source, part.detail), part.cache, able)
        case Audio(Data(media_type, base64)) if media_type.startswith("audio/"):
            return Audio(Data(media_type, base64))
        case Audio():
            return None
        case Video():
            return Video(part.source) if able.videos else None
        case Document():
            return _document(part, able)
        case ToolCall():
            arguments = part.arguments or ("{}" if part.kind == "function" else "")
            signature = part.signature if able.signer == "gemini" else None
            return ToolCall(_id(part.id), part.name, arguments, part.kind, signature)
        case ToolResult():
            return _result(part, able)
        case Reasoning():
            return _thought(part, able)
        case Refusal():
            return part


def _document(part: Document, able: Abilities) -> Text | Document:
    """What is text is told as text: this wire's files are PDF. OpenAI wants a name for every one."""
    match part.source:
        case Data(media_type, base64) if media_type.startswith("text/") and (text := _decoded(base64)) is not None:
            return _marked(Text(f"{part.name}\n\n{text}" if part.name else text), part.cache, able)
        case Data(media_type):
            name: str | None = part.name or f"document.{media_type.partition('/')[2] or 'pdf'}"
        case _:
            name = part.name
    return _marked(Document(part.source, name), part.cache, able)


def _result(part: ToolResult, able: Abilities) -> ToolResult:
    parts = [said for inner in part.parts if isinstance(said := _part(inner, able), Text | Image | Document)]
    if part.failed:
        first = parts[0] if parts and isinstance(parts[0], Text) else None
        parts[: 1 if first else 0] = [Text(FAILED) if first is None else replace(first, text=FAILED + first.text)]
    if part.cache is not None:
        last = next((place for place in reversed(range(len(parts))) if isinstance(parts[place], Text)), None)
        if last is not None:
            parts[last] = _marked(parts[last], part.cache, able)
    return ToolResult(_id(part.id), tuple(parts), part.name)


def _thought(part: Reasoning, able: Abilities) -> Reasoning | None:
    """Signed, it goes to whose models can read it; unsigned, to those that want to see what they thought."""
    if part.signature is not None or part.redacted is not None:
        mine = part.signer is not None and part.signer == able.signer
        return Reasoning(part.text, part.signature, part.redacted, DETAILS, part.id, signer=part.signer) if mine else None
    return Reasoning(part.text, place=TEXTS[0]) if able.thoughts and part.text else None


def _marked(part: Said, cache: Mapping[str, Any] | None, able: Abilities) -> Said:
    if cache is None or able.marks is None:
        return part
    return replace(part, cache=cache) if able.marks == "cache_control" else replace(part, extra=_BREAKPOINT)


def _joined(turns: Sequence[Turn]) -> Iterator[Turn]:
    """What a model said in one go is one message: all its calls stand together."""
    open: Turn | None = None
    for turn in turns:
        if open is not None and open.role == turn.role == "assistant":
            open = Turn("assistant", open.parts + turn.parts, open.name or turn.name)
            continue
        if open is not None:
            yield open
        open = turn
    if open is not None:
        yield open


def _messages(turn: Turn, able: Abilities) -> Iterable[Message]:
    if turn.role in ("system", "developer"):
        return (Message(able.orders if turn.role == "developer" or able.orders == "user" else "system", turn.parts, turn.name),)
    if turn.role == "user" and ToolResult in map(type, turn.parts):
        return _answers(turn)
    return (Message(turn.role, turn.parts, turn.name),)


def _answers(turn: Turn) -> Iterator[Message]:
    """Results each by itself; then what they show beside their words, and what was said after them."""
    shown: list[Part] = []
    others = tuple(part for part in turn.parts if not isinstance(part, ToolResult))
    for part in turn.parts:
        if isinstance(part, ToolResult) and part.name is None and all(type(inner) is Text for inner in part.parts):
            yield Message("tool", (part,))
        elif isinstance(part, ToolResult):
            words = tuple(inner for inner in part.parts if isinstance(inner, Text))
            more = tuple(inner for inner in part.parts if not isinstance(inner, Text))
            shown += [Text(SHOWN.format(part.name or part.id)), *more] if more else []
            yield Message("tool", (replace(part, parts=words, name=None),))
    if shown:
        yield Message("user", tuple(shown))
    if others:
        yield Message(turn.role, others, turn.name)


def _id(id: str) -> str:
    """One that is too long is made short, for the call and its result alike."""
    return id if len(id) <= LONGEST_ID else f"call_{sha256(id.encode()).hexdigest()[:32]}"


def _decoded(base64: str) -> str | None:
    try:
        return b64decode(base64).decode()
    except (binascii.Error, ValueError):
        return None
