"""What the model thought: an item of its own, with a summary to read and the whole of it sealed.

Gemini signs calls and pictures, and this wire has no place for that: such a signature goes to a caller as a thought without
words that names what it belongs to, and finds its way back when the caller sends the history again. It signs words, too:
theirs are not told, because a thought behind the message would be taken for what was said last; the gateway keeps them
(proxy/stores/thoughts). Conversations from when they were told are still understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from translators.canonical import Image, Part, Reasoning, Text, ToolCall
from translators.openai_responses.problems import WIRE
from translators.seals import seal, unseal
from translators.translator import Wire

BETWEEN = "\n\n"  # the parts of a summary
_NOBODY = "unknown"  # who signed what nobody says who signed
_OWNED = re.compile(r"(\d{1,4}):(?s:(.*))")
_TEXT, _IMAGE = "#text", "#image"


def read_thought(item: Wire) -> Reasoning | None:
    """One item; None when it neither says nor hides anything. What was thought says more than a summary of it."""
    text = words(item.get("content")) or words(item.get("summary"))
    sealed, id = item.get("encrypted_content"), item.get("id")
    if not isinstance(sealed, str) or not sealed:
        return Reasoning(text, id=id if isinstance(id, str) else None) if text else None
    opaque, signer, what = unseal(sealed, WIRE)
    return Reasoning(
        text,
        signature=opaque if what == "signature" else None,
        redacted=opaque if what == "redacted" else None,
        id=id if isinstance(id, str) and signer == WIRE else None,
        signer=None if signer == _NOBODY else signer,
    )


def words(parts: Any) -> str:
    """A list of texts as one."""
    if not isinstance(parts, list):
        return ""
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return BETWEEN.join(text for text in texts if isinstance(text, str) and text)


def sealed_text(thought: Reasoning) -> str | None:
    """What this wire carries for it."""
    signer = thought.signer or _NOBODY
    if thought.signature is not None:
        return seal(thought.signature, signer, WIRE)
    return None if thought.redacted is None else seal(thought.redacted, signer, WIRE, "redacted")


def write_thought(text: str, sealed: str | None, id: str | None) -> dict[str, Any]:
    """One item."""
    wire: dict[str, Any] = {"type": "reasoning", "summary": [{"type": "summary_text", "text": text}] if text else []}
    if id is not None:
        wire["id"] = id
    if sealed is not None:
        wire["encrypted_content"] = sealed
    return wire


def replayed(thoughts: Sequence[Reasoning]) -> Iterator[dict[str, Any]]:
    """The items of one's own thoughts, for the provider they came from. A summary that was told apart from its thought joins it."""
    told = ""
    for thought in thoughts:
        sealed = thought.signature or thought.redacted
        if thought.signer != WIRE or sealed is None:
            told = thought.text if thought.signer == WIRE else ""
            continue
        yield write_thought(thought.text or told, sealed, thought.id)
        told = ""


def owned_seal(part: Part) -> str | None:
    """The sealed signature of a call or a picture; None when it has none."""
    match part:
        case ToolCall(id=target, signature=str() as signature):
            pass
        case Image(signature=str() as signature):
            target = _IMAGE
        case _:
            return None
    return seal(f"{len(target)}:{target}{signature}", "gemini", WIRE)


def owner_of(thought: Reasoning) -> tuple[str, str] | None:
    """To what a thought without words belongs, and its signature."""
    if thought.signer != "gemini" or thought.text or thought.signature is None:
        return None
    match = _OWNED.fullmatch(thought.signature)
    if match is None:
        return None
    size = int(match[1])
    return match[2][:size], match[2][size:]


def returned(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of one turn, with every signature where it belongs."""
    for part in parts:
        if type(part) is Reasoning and part.signer == "gemini":
            break
    else:
        return tuple(parts)
    kept: list[Part] = []
    owners: list[tuple[str, str]] = []
    for part in parts:
        owner = owner_of(part) if isinstance(part, Reasoning) else None
        if owner is None:
            kept.append(part)
        else:
            owners.append(owner)
    for target, signature in owners:
        for place, part in enumerate(kept):
            if belongs(part, target):
                kept[place] = replace(part, signature=signature)
                break
    return tuple(kept)


def belongs(part: Part | None, target: str) -> bool:
    """Is this what a signature is for, and still without one?"""
    match part:
        case ToolCall(signature=None):
            return part.id == target
        case Text(signature=None):
            return target == _TEXT
        case Image(signature=None):
            return target == _IMAGE
        case _:
            return False
