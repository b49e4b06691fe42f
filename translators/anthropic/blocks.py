"""The blocks of a streamed answer: each opens its part, says more of it, and closes it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.anthropic.citations import read_citations
from translators.anthropic.messages import read_block
from translators.anthropic.signatures import carried, is_behind
from translators.anthropic.thoughts import read_thinking
from translators.canonical import Event, Part, PartDelta, PartEnd, PartNote, PartStart, Reasoning, Text, ToolCall, Unknown
from translators.framing import json_text
from translators.hidden_answer import ANSWER_VALUE, NAMES, Unwrapper
from translators.translator import Wire

UNOPENED = -1


class Block(Struct):
    """One that is open."""

    wire: Wire  # as it began
    part: Part
    place: int = UNOPENED  # of its part
    length: int = 0  # of its text
    pieces: list[str] = field(default_factory=list)  # of arguments that are needed whole
    whole: str = ""  # arguments it began with
    citations: list[Any] = field(default_factory=list)
    signature: str = ""
    opening: Unwrapper | None = None  # of the hidden answer


class Answer(Struct):
    """The answer while it comes."""

    parts: list[Part] = field(default_factory=list)  # as they began
    blocks: dict[Any, Block] = field(default_factory=dict)  # open, by their number
    hidden: bool = False  # it is told through the hidden tool
    waiting: str | None = None  # the signature of the next call


def begin(answer: Answer, number: Any, wire: Wire) -> list[Event]:
    """A block. One that nobody knows, and a thought without a word, are told when they are whole."""
    part = read_block(wire)
    match part:
        case ToolCall():
            return _begin_call(answer, number, wire, part)
        case Text(text):
            extra = {name: value for name, value in part.extra.items() if name != "citations"}
            block = Block(wire, replace(part, text="", annotations=(), extra=extra), citations=list(wire.get("citations") or ()))
            return [*_open(answer, number, block), *_say(block, text)]
        case Reasoning(text, redacted=None):
            empty = replace(part, text="", signature=None, signer=None)
            block = Block(wire, empty, signature=str(wire.get("signature") or ""))
            answer.blocks[number] = block
            return [*_open(answer, number, block), *_say(block, text)] if text else []
        case Unknown():
            answer.blocks[number] = Block(wire, part)
            return []
        case _:
            return _open(answer, number, Block(wire, part))


def more(answer: Answer, number: Any, delta: Wire) -> list[Event]:
    """More of an open block."""
    block = answer.blocks.get(number)
    if block is None:
        return []
    match delta:
        case {"type": "text_delta", "text": str() as text} | {"type": "thinking_delta", "thinking": str() as text} if text:
            opened = _open(answer, number, block) if block.place == UNOPENED and isinstance(block.part, Reasoning) else []
            return [*opened, *_say(block, text)]
        case {"type": "input_json_delta", "partial_json": str() as text}:
            block.whole = ""
            if isinstance(block.part, Unknown):
                block.pieces.append(text)
                return []
            return _say(block, text if block.opening is None else block.opening.feed(text))
        case {"type": "signature_delta", "signature": str() as signature}:
            block.signature += signature
        case {"type": "citations_delta", "citation": citation}:
            block.citations.append(citation)
        case {"type": "compaction_delta", **fields} if isinstance(block.part, Unknown):
            block.wire = {**block.wire, **fields, "type": block.wire.get("type")}
    return []


def close(answer: Answer, number: Any) -> list[Event]:
    """The block is whole."""
    block = answer.blocks.pop(number, None)
    match block:
        case None:
            return []
        case Block(part=Unknown()):
            block.part = _with_input(block)
            return [*_open(answer, None, block), PartEnd(block.place)]
        case Block(part=Reasoning(redacted=None)):
            return _close_thought(answer, block)
        case Block(part=Text()):
            return [*_rest(block), *_cited(block), PartEnd(block.place)]
        case Block(part=ToolCall()):  # without a piece of arguments there are none, which is an empty object
            return [*_say(block, block.whole or ("" if block.length else "{}")), PartEnd(block.place)]
        case _:
            return [PartEnd(block.place)]


def _open(answer: Answer, number: Any, block: Block, *, hidden: bool = False) -> list[Event]:
    block.place = len(answer.parts)
    answer.parts.append(block.part)
    if number is not None:
        answer.blocks[number] = block
    return [PartStart(block.place, block.part, answer=hidden)]


def _say(block: Block, text: str) -> list[Event]:
    block.length += len(text)
    return [PartDelta(block.place, text)] if text and block.place != UNOPENED else []


def _begin_call(answer: Answer, number: Any, wire: Wire, call: ToolCall) -> list[Event]:
    whole = call.arguments if wire.get("input") else ""
    signature, answer.waiting = answer.waiting or call.signature, None
    if call.name in NAMES:
        answer.hidden = True
        opening = Unwrapper() if call.name == ANSWER_VALUE else None
        return _open(answer, number, Block(wire, Text("", signature=signature), opening=opening, whole=whole), hidden=True)
    return _open(answer, number, Block(wire, replace(call, arguments="", signature=signature), whole=whole))


def _rest(block: Block) -> list[Event]:
    """Of a text: what began whole, and what was held back of a hidden answer."""
    if block.opening is None:
        return _say(block, block.whole)
    return _say(block, block.opening.feed(block.whole) + block.opening.end())


def _cited(block: Block) -> list[Event]:
    """Citations are of the whole text, so they are told when its length is known."""
    if not block.citations and "citations" not in block.wire:
        return []
    notes = read_citations(block.citations, block.length)
    spelled = {"extra": {"citations": block.citations or block.wire["citations"]}}
    return [PartNote(block.place, {**spelled, "annotations": notes} if notes else spelled)]


def _with_input(block: Block) -> Unknown:
    """A block of an unknown kind, with the arguments that came for it."""
    value, text = dict(block.wire), "".join(block.pieces)
    if text:
        try:
            value["input"] = json_text.decode(text.encode("utf-8", "replace"))
        except ValueError:
            value["input"] = {"input": text}
    return Unknown(str(value.get("type") or ""), value)


def _close_thought(answer: Answer, block: Block) -> list[Event]:
    """A thought is signed last. One that never got a word may be there for the signature of another block."""
    told = block.signature or "signature" in block.wire
    signed = read_thinking({"thinking": "", "signature": block.signature}) if told else None
    if block.place != UNOPENED:
        return [*_signed(block, signed), PartEnd(block.place)]
    signature = carried(signed)
    if signature is not None:
        return _hand_over(answer, signature)
    return [*_open(answer, None, block), *_signed(block, signed), PartEnd(block.place)]


def _signed(block: Block, signed: Reasoning | None) -> list[Event]:
    fields = ("signature", "redacted", "signer")
    note = {name: value for name in fields if (value := getattr(signed, name, None)) is not None}
    return [PartNote(block.place, note)] if note else []


def _hand_over(answer: Answer, signature: str) -> list[Event]:
    mine = is_behind(signature)
    if mine is None:
        answer.waiting = signature
        return []
    place = len(answer.parts) - 1
    if place >= 0 and isinstance(answer.parts[place], Text):
        return [PartNote(place, {"signature": mine})]
    words = Text("", signature=mine)
    answer.parts.append(words)
    return [PartStart(place + 1, words), PartEnd(place + 1)]
