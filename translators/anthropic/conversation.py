"""A conversation from another wire, built as this one wants it: turns that alternate, results first, every call answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.anthropic.content import marked, visible, write_document, write_image, write_text
from translators.anthropic.thoughts import readable, write_thought
from translators.anthropic.tools import write_call
from translators.canonical import Data, Document, FileId, Image, Message, Part, Reasoning, Refusal, Text, ToolCall, ToolResult, Url
from translators.grammar import Grammar, Turn, normalised

GO_ON = "Please continue."
FAILED = "(The tool failed.)"  # a failure may not be empty
GRAMMAR = Grammar(system="apart", alternating=True, opener=GO_ON, results_first=True, paired=True, empty_text=False)

_LEGAL = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class Said(Struct, frozen=True):
    """It, in this wire's words."""

    system: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    dropped: tuple[str, ...]  # what stands where this wire has no place for it


def written(messages: Sequence[Message], *, prefill: bool) -> Said:
    """The whole of it; `prefill`: may its last turn be the model's own?"""
    dropped: list[str] = []
    conversation = normalised([_sayable(index, message, dropped) for index, message in enumerate(messages)], GRAMMAR)
    turns = _ended(_with_words(conversation.turns), prefill)
    if not prefill and (begun := _begun(messages)) is not None:
        dropped.append(f"messages[{begun}]")
    system = [write_text(part, own=False) for part in conversation.instructions if isinstance(part, Text)]
    return Said(system, list(_written_turns(turns)), tuple(dropped))


def _sayable(index: int, message: Message, dropped: list[str]) -> Message:
    """Without what this wire cannot say. Most of that is known by the table of places; where a part stands matters too."""
    if _is_spoken(message.parts):
        return message  # what most of them are
    parts: list[Part] = []
    for place, part in enumerate(message.parts):
        match part:
            case Text() | ToolCall():
                parts.append(part)
            case ToolResult():
                parts.append(part if all(map(_said_in_result, part.parts)) else _without_unsaid(part))
            case Reasoning() if not readable(part):
                if part.signer is not None:
                    dropped.append(f"messages[{index}].content[{place}]")
            case Refusal(text):
                parts.append(Text(text))
            case Image() | Document() if isinstance(part.source, FileId):
                pass
            case Image() | Document() if message.role not in ("user", "tool") or not _reachable(part):
                dropped.append(f"messages[{index}].content[{place}]")
            case Image() | Document() | Reasoning():
                parts.append(part)
            case _:
                pass
    kept = tuple(parts)
    return message if kept == message.parts else replace(message, parts=kept)


def _is_spoken(parts: Sequence[Part]) -> bool:
    for part in parts:  # noqa: SIM110  a generator for each turn of a long conversation costs more than the look
        if (kind := type(part)) is not Text and kind is not ToolCall:
            return False
    return True


def _without_unsaid(part: ToolResult) -> ToolResult:
    return replace(part, parts=tuple(inner for inner in part.parts if _said_in_result(inner)))


def _reachable(part: Image | Document) -> bool:
    """Can this wire's servers get it, and see it? Not from another maker's storage (gs://, s3://), and not every kind of picture."""
    match part:
        case Image(source=Data() as data):
            return visible(data)
        case Image(source=Url(url)) | Document(source=Url(url)):
            return url[:8].lower().startswith(("http://", "https://"))
        case _:
            return True


def _said_in_result(part: Part) -> bool:
    match part:
        case Text(text):
            return bool(text) and not text.isspace()
        case Image() | Document():
            return not isinstance(part.source, FileId) and _reachable(part)
        case _:
            return False


def _with_words(turns: Sequence[Turn]) -> list[Turn]:
    """Thoughts first; and no turn of nothing but thoughts, for it may not end with one."""
    kept: list[Turn] = []
    for turn in turns:
        if _thinks(turn):
            others = tuple(part for part in turn.parts if not isinstance(part, Reasoning))
            if not others:
                continue
            thoughts = tuple(part for part in turn.parts if isinstance(part, Reasoning)) if turn.role == "assistant" else ()
            turn = replace(turn, parts=thoughts + others)  # noqa: PLW2901  the same turn in another order
        if kept and kept[-1].role == turn.role:  # what stood between them is gone
            kept[-1] = replace(kept[-1], parts=kept[-1].parts + turn.parts)
        else:
            kept.append(turn)
    return kept


def _thinks(turn: Turn) -> bool:
    for part in turn.parts:  # noqa: SIM110  a generator for each turn of a long conversation costs more than the look
        if type(part) is Reasoning:
            return True
    return False


def _begun(messages: Sequence[Message]) -> int | None:
    """Where the model's own words stand last, for it to go on with them. Calls are no such words: they are answered."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if message.role == "assistant":
            said = any(isinstance(part, Text | Refusal) and part.text.strip() for part in message.parts)
            return index if said and not any(isinstance(part, ToolCall) for part in message.parts) else None
        if message.role not in ("system", "developer"):
            return None
    return None


def _ended(turns: list[Turn], prefill: bool) -> list[Turn]:
    """The last words of a model that is to go on may not end in space; one that cannot go on is asked to."""
    if not turns or turns[-1].role != "assistant":
        return turns
    if not prefill:
        return [*turns, Turn("user", (Text(GO_ON),))]
    last = turns[-1].parts[-1]
    if isinstance(last, Text):
        turns[-1] = replace(turns[-1], parts=(*turns[-1].parts[:-1], replace(last, text=last.text.rstrip())))
    return turns


class _Ids(Struct):
    """The ids that calls have here: legal, and no two alike in a conversation. A result has that of its call."""

    used: set[str] = field(default_factory=set)
    here: dict[str, list[str]] = field(default_factory=dict)  # of the last turn that called, in its order

    def of_call(self, id: str) -> str:
        legal = id if _LEGAL.fullmatch(id) else f"call_{sha256(id.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
        name, count = legal, 1
        while name in self.used:
            count += 1
            name = f"{legal[:56]}_{count}"
        self.used.add(name)
        self.here.setdefault(id, []).append(name)
        return name

    def of_result(self, id: str) -> str:
        names = self.here.get(id)
        return names.pop(0) if names else self.of_call(id)


def _written_turns(turns: Sequence[Turn]) -> Iterator[dict[str, Any]]:
    ids = _Ids()
    for turn in turns:
        if turn.role == "assistant":
            ids.here = {}
        yield {"role": turn.role, "content": [_block(part, ids) for part in turn.parts]}


def _block(part: Part, ids: _Ids) -> dict[str, Any]:
    if type(part) is Text:
        return {"type": "text", "text": part.text} if part.cache is None else write_text(part, own=False)
    if type(part) is ToolCall:
        return write_call(part, ids.of_call(part.id), own=False)
    if type(part) is ToolResult:
        return _result(part, ids)
    match part:
        case Image(source=Data(media_type="application/pdf")):  # OpenAI's clients show a document as a picture, too
            return write_document(Document(part.source, cache=part.cache), own=False)
        case Image():
            return write_image(part, own=False)
        case Document():
            return write_document(part, own=False)
        case Reasoning():
            return write_thought(part, own=False)
        case _:
            raise TypeError(f"{type(part).__name__} has no place on this wire")  # _sayable has let it through


def _result(part: ToolResult, ids: _Ids) -> dict[str, Any]:
    wire: dict[str, Any] = {"type": "tool_result", "tool_use_id": ids.of_result(part.id)}
    match part.parts:
        case (Text(text=text, cache=None),):
            wire["content"] = text
        case ():
            wire |= {"content": FAILED} if part.failed else {}
        case several:
            wire["content"] = [_block(inner, ids) for inner in several]
    if part.failed:
        wire["is_error"] = True
    return wire if part.cache is None else {**wire, **marked(part.cache)}
