"""Gemini signs calls, for which this wire has no place: an empty thought before the call carries the signature.

It signs words, too. Theirs are not told to callers, who look for the words in the last block; the gateway keeps them instead
(proxy/stores/thoughts). Conversations from when they were told, in an empty thought behind the words, are still understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from translators.anthropic.problems import WIRE
from translators.canonical import Part, Reasoning, Text, ToolCall
from translators.seals import seal
from translators.translator import Wire

SIGNER = "gemini"
_BEHIND = ":"  # began the signature of the block before; no signature does


def ahead_of(call: ToolCall) -> dict[str, Any] | None:
    """The block that stands before a signed call."""
    if call.signature is None:
        return None
    return {"type": "thinking", "thinking": "", "signature": seal(call.signature, SIGNER, WIRE)}


def carried(part: Part | None) -> str | None:
    """The signature that an empty thought carries for another block; None when it is a thought of its own."""
    if isinstance(part, Reasoning) and not part.text and part.signer == SIGNER and part.redacted is None:
        return part.signature
    return None


def is_behind(signature: str) -> str | None:
    """The signature of the block before; None when it is that of the block after."""
    return signature[1:] if signature.startswith(_BEHIND) else None


def bound(read: Sequence[tuple[Wire, Part]]) -> list[tuple[Wire, Part]]:
    """Signatures put back where they belong."""
    if not any(carried(part) for _, part in read):
        return list(read)
    kept: list[tuple[Wire, Part]] = []
    waiting: str | None = None
    for block, part in read:
        signature = carried(part)
        if signature is None:
            signed = waiting is not None and isinstance(part, ToolCall)
            kept.append((block, replace(part, signature=waiting) if signed else part))
            waiting = None if signed else waiting
        elif (mine := is_behind(signature)) is None:
            waiting = signature
        elif kept and isinstance(last := kept[-1][1], Text):
            kept[-1] = (kept[-1][0], replace(last, signature=mine))
        else:
            kept.append((block, Text("", signature=mine)))
    return kept
