"""Where an answer ends: at a stop sequence, after so many tokens, or by itself."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from proxy.mock.counting import CHARACTERS, count, weigh
from translators.canonical import Audio, Part, Reason, Reasoning, Refusal, Text, ToolCall


def ended(parts: Sequence[Part], stop: tuple[str, ...] | None, max_tokens: int | None) -> tuple[tuple[Part, ...], Reason]:
    """The parts up to the end, and why it is there."""
    parts = _stopped(parts, tuple(mark for mark in stop or () if mark))
    reason: Reason = "tool_calls" if any(isinstance(part, ToolCall) for part in parts) else "stop"
    if max_tokens is None or sum(map(weigh, parts)) <= max_tokens:
        return tuple(parts), reason
    kept: list[Part] = []
    left = max_tokens
    for part in parts:
        piece = _beginning(part, left)
        if piece is not None:
            kept.append(piece)
        left = max(0, left - weigh(part))
    return tuple(kept), "length"


def _stopped(parts: Sequence[Part], stop: tuple[str, ...]) -> Sequence[Part]:
    for at, part in enumerate(parts):
        if isinstance(part, Text):
            places = [place for place in map(part.text.find, stop) if place >= 0]
            if places:
                return [*parts[:at], replace(part, text=part.text[: min(places)])]
    return parts


def _beginning(part: Part, left: int) -> Part | None:
    """As much of a part as so many tokens hold."""
    if left <= 0:
        return None
    match part:
        case Text(text) | Refusal(text) | Reasoning(text):
            return replace(part, text=text[: left * CHARACTERS])
        case ToolCall(name=name, arguments=arguments):
            room = left - count(name)
            return replace(part, arguments=arguments[: room * CHARACTERS]) if room >= 0 else None
        case Audio(transcript=str(transcript)):
            return replace(part, transcript=transcript[: left * CHARACTERS])
    return part
