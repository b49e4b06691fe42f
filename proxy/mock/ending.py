"""Where an answer ends: at a stop sequence, after so many tokens, or by itself."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from proxy.mock.counting import CHARACTERS, count, weigh
from translators.canonical import Audio, Part, Reason, Reasoning, Refusal, Text, ToolCall


class Ending(Struct, frozen=True):
    """What is said, why it ends there, and the stop sequence if it was one."""

    parts: tuple[Part, ...]
    reason: Reason
    mark: str | None = None


def ended(said: Sequence[Part], stop: tuple[str, ...] | None, max_tokens: int | None) -> Ending:
    """The parts up to the end, and why it is there."""
    parts, mark = _stopped(said, tuple(mark for mark in stop or () if mark))
    reason: Reason = "tool_calls" if any(isinstance(part, ToolCall) for part in parts) else "stop"
    if max_tokens is None or sum(map(weigh, parts)) <= max_tokens:
        return Ending(tuple(parts), reason, mark)
    kept: list[Part] = []
    left = max_tokens
    for part in parts:
        piece = _beginning(part, left)
        if piece is not None:
            kept.append(piece)
        left = max(0, left - weigh(part))
    return Ending(tuple(kept), "length")


def _stopped(parts: Sequence[Part], stop: tuple[str, ...]) -> tuple[Sequence[Part], str | None]:
    for at, part in enumerate(parts):
        if isinstance(part, Text):
            places = [(place, mark) for mark in stop if (place := part.text.find(mark)) >= 0]
            if places:
                place, mark = min(places)
                return [*parts[:at], replace(part, text=part.text[:place])], mark
    return parts, None


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
