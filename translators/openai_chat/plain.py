"""A part of another wire's reply, with nothing in it that only that wire understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translators.canonical import Audio, Document, Image, Part, Reasoning, Text, ToolCall, Unknown, Video
from translators.openai_chat.thoughts import DETAILS, TEXTS


def plain(parts: Iterable[Part]) -> Iterator[Part]:
    """Every part this wire can say, in its order."""
    details = 0
    for part in parts:
        match part:
            case Unknown():
                continue
            case Text():
                yield Text(part.text, part.annotations)
            case Image():
                yield Image(part.source, part.detail)
            case Audio():
                yield Audio(part.source, part.transcript, part.id, part.expires_at)
            case Document():
                yield Document(part.source, part.name)
            case Video():
                yield Video(part.source)
            case ToolCall():
                yield ToolCall(part.id, part.name, part.arguments, part.kind, part.signature)
            case Reasoning():
                yield plain_thought(part, details)
                details += is_detail(part)
            case _:
                yield part


def plain_thought(part: Reasoning, index: int) -> Reasoning:
    """A thought, in the places where this wire's clients look for it: one that is signed also where its signature can stand."""
    if not is_detail(part):
        return Reasoning(part.text, id=part.id, place=TEXTS[0])
    place = f"{DETAILS},{TEXTS[0]}" if part.text else DETAILS
    return Reasoning(part.text, part.signature, part.redacted, place, part.id, {"index": index}, part.signer)


def is_detail(part: Reasoning) -> bool:
    """Does it need one of OpenRouter's details, because there is more to it than its words?"""
    return (part.signature, part.redacted) != (None, None)
