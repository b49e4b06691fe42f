"""About how many tokens an attempt used, where the provider has not said: it was broken off, or its server never says."""

from __future__ import annotations

from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from proxy.call import LARGE, Frames, Heard
from proxy.limits.estimate import AUDIO_BYTES, BYTES, IMAGE, estimate, of_parts
from translators.canonical import (
    NOTHING,
    Audio,
    Data,
    Event,
    Image,
    Part,
    PartDelta,
    PartStart,
    Text,
    ToolCall,
    Url,
    Usage,
)
from translators.framing import json_text
from translators.translator import StreamReader, Translator

WORD = 1 / BYTES  # tokens of a byte
SOUND = 3 / 4 / AUDIO_BYTES  # … of a letter of base64


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
    except Exception:  # whatever is odd about it, its call has been answered
        return -(-len(body) // BYTES)


def _answer(heard: Heard, provider: Translator) -> int:
    if heard.body:
        try:
            return sum(of_parts(choice.parts) for choice in provider.read_response(json_text.decode(heard.body)).choices)
        except Exception:  # the same
            return -(-len(heard.body) // BYTES)
    return _weigh(heard, provider)


class Known(Struct):
    """Frames that were kept, of one size."""

    frames: int = 0
    size: int = 0
    said: int = 0  # bytes of the answer
    tokens: float = 0.0

    def guess(self, rest: Frames) -> float:
        """Tokens of others, if they are like these."""
        if not rest.count:
            return 0.0
        around = (self.size - self.said) / self.frames if self.frames else 0.0
        return max(rest.size - rest.count * around, rest.count) * (self.tokens / self.said if self.said else WORD)


def _weigh(heard: Heard, provider: Translator) -> int:
    reader, open_parts = provider.stream_reader(), dict[tuple[int, int], Part]()
    usual, large, unread = Known(), Known(), 0
    for data in heard.kept:
        events = _events(reader, data)
        if not provider.glance_frame(data).content:
            continue
        if events is None:
            unread += len(data)
            continue
        known = usual if len(data) <= LARGE else large
        known.frames, known.size = known.frames + 1, known.size + len(data)
        for event in events:
            said, tokens = _weighed(event, open_parts)
            known.said, known.tokens = known.said + said, known.tokens + tokens
    rest = usual.guess(heard.rest) + large.guess(heard.rest_large)
    return ceil(usual.tokens + large.tokens + unread * WORD + rest)


def _events(reader: StreamReader, data: bytes) -> list[Event] | None:
    try:
        return list(reader.feed(json_text.decode(data)))
    except Exception:  # it is known by its size only
        return None


def _weighed(event: Event, open_parts: dict[tuple[int, int], Part]) -> tuple[int, float]:
    """Bytes of the answer in an event, and their tokens."""
    match event:
        case PartStart(index, part, choice):
            open_parts[choice, index] = part
            return _begun(part)
        case PartDelta(index, text, choice) if isinstance(open_parts.get((choice, index)), Audio):
            return len(text), len(text) * SOUND
        case PartDelta(text=text):
            return _words(text)
        case _:
            return 0, 0.0


def _begun(part: Part) -> tuple[int, float]:
    match part:
        case Text(text):
            return _words(text)
        case ToolCall(name=name, arguments=arguments):
            return _words(name + arguments)
        case Image(Data(base64=drawn) | Url(url=drawn)):
            return len(drawn), IMAGE
        case Audio(Data(base64=sound)):
            return len(sound), len(sound) * SOUND
        case _:
            return 0, 0.0


def _words(text: str) -> tuple[int, float]:
    size = len(text.encode("utf-8", "replace"))
    return size, size * WORD
