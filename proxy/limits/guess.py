"""About how many tokens an attempt used, where the provider has not said: it was broken off, or its server never says."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from proxy.call import Heard
from proxy.limits.estimate import BYTES, estimate, of_parts
from translators.canonical import NOTHING, Part, PartDelta, PartStart, Problem, Text, ToolCall, Usage
from translators.framing import json_text
from translators.translator import Translator


def guessed(told: Usage | None, asked: bytes, caller: Translator, heard: Heard | None, provider: Translator) -> Usage:
    """What was told of it, and for the rest a guess: the question by its bytes, the answer by what of it has come."""
    usage = NOTHING if told is None else told
    if not usage.prompt:
        usage = replace(usage, input=_question(asked, caller))
    if heard is not None:
        missing = _answer(heard, provider) - usage.completion
        if missing > 0:
            usage = replace(usage, output=usage.output + missing)
    return usage


def _question(body: bytes, caller: Translator) -> int:
    try:
        return estimate(caller.read_request(json_text.decode(body)))
    except (Problem, ValueError, KeyError, TypeError, AttributeError):
        return -(-len(body) // BYTES)


def _answer(heard: Heard, provider: Translator) -> int:
    if heard.body:
        try:
            return sum(of_parts(choice.parts) for choice in provider.read_response(json_text.decode(heard.body)).choices)
        except (Problem, ValueError, KeyError, TypeError, AttributeError):
            return -(-len(heard.body) // BYTES)
    if not heard.frames:
        return 0
    around = _around(heard.sample, provider)
    return -(-max(heard.size - round(heard.frames * around), heard.frames) // BYTES)


def _around(sample: Iterable[bytes], provider: Translator) -> float:
    """Bytes of a frame, on the average, that are not words of the answer."""
    reader, size, words, frames = provider.stream_reader(), 0, 0, 0
    for data in sample:
        try:
            sight, events = provider.glance_frame(data), list(reader.feed(json_text.decode(data)))
        except (Problem, ValueError, KeyError, TypeError, AttributeError):
            continue
        if sight.content:
            frames += 1
            size += len(data)
            words += sum(_bytes(event.text) for event in events if isinstance(event, PartDelta))
            words += sum(_bytes(_said(event.part)) for event in events if isinstance(event, PartStart))
    return (size - words) / frames if frames else 0.0


def _said(part: Part) -> str:
    match part:
        case Text(text):
            return text
        case ToolCall(name=name):
            return name
        case _:
            return ""


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
