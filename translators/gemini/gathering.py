"""A thought of another's model that was streamed to Google's clients: its words in pieces, its sealed signature last. It is one again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from msgspec.structs import replace

from translators.canonical import Message, Part, Reasoning
from translators.framing import json_text
from translators.gemini.calls import written
from translators.gemini.content import write_part
from translators.gemini.signatures import HERE

_GATHERED = "gathered"  # in a message's form: the thoughts at its end, as they were written, that are with their signature now
_MOVED = "moved"  # in a message's form: there was a sealed thought at its end, which stands before what it led to now


def joined(parts: Sequence[Part]) -> list[Part]:
    """The pieces of one content."""
    told: list[Part] = []
    for part in parts:
        if not _is_sealed(part):
            told.append(part)
            continue
        text = part.text
        while told and _is_piece(before := told[-1]):
            text = before.text + text
            told.pop()
        told.append(replace(part, text=text))
    return told


def gather(messages: list[Message], parts: list[Part]) -> list[Part]:
    """The pieces at the end of the contents before: Google's SDK keeps a streamed answer as a content for each frame of it.

    The contents are left without them on every wire but this one.
    """
    if not parts or not _is_sealed(first := parts[0]):
        return parts
    text = first.text
    for at in range(len(messages) - 1, -1, -1):
        message = messages[at]
        if message.role != "assistant":
            break
        said = list(message.parts)
        pieces: list[Reasoning] = []
        while said and _is_piece(last := said[-1]):
            pieces.insert(0, last)
            said.pop()
        if pieces:
            text = "".join(piece.text for piece in pieces) + text
            form = {**message.form, _GATHERED: written([write_part(piece, own=True) for piece in pieces])}
            messages[at] = replace(message, parts=tuple(said), form=form)
        if said:
            break
    return [replace(first, text=text), *parts[1:]]


def led_to(messages: list[Message]) -> list[Part]:
    """The sealed thoughts at the end of the content before, for the content they led to: some providers refuse one without the other."""
    if not messages or (message := messages[-1]).role != "assistant" or not message.parts or not _is_sealed(message.parts[-1]):
        return []
    kept = len(message.parts)
    while kept and _is_sealed(message.parts[kept - 1]):
        kept -= 1
    messages[-1] = replace(message, parts=message.parts[:kept], form={**message.form, _MOVED: "yes"})
    return list(message.parts[kept:])


def is_anothers(message: Message) -> bool:
    """Was there nothing in it but thoughts that only another's models can read? Google refuses a content without parts."""
    return bool(message.parts or _MOVED in message.form) and all(map(_is_sealed, message.parts)) and not gathered(message)


def gathered(message: Message) -> list[Any]:
    """The pieces that were taken from a message, as they were written."""
    text = message.form.get(_GATHERED)
    return [] if text is None else json_text.decode(text.encode())  # a list: it was written so


def _is_sealed(part: Part) -> TypeGuard[Reasoning]:
    return isinstance(part, Reasoning) and part.signer not in (HERE, None)


def _is_piece(part: Part) -> TypeGuard[Reasoning]:
    return isinstance(part, Reasoning) and part.signature is None and part.signer == HERE
