"""The roads between wires: bytes of a reply to the canonical shape by a wire's reader, and from it to bytes by a wire's writers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

from tests.legal import anthropic as legal_anthropic
from tests.legal import gemini as legal_gemini
from tests.legal import openai_chat as legal_chat
from tests.legal import openai_responses as legal_responses
from tests.readings import anthropic, gemini, openai_chat, openai_responses
from tests.recordings import Recording, recordings
from translators import TRANSLATORS
from translators.canonical import ChatResponse, Event
from translators.framing.json_text import encode
from translators.framing.sse import Decoder
from translators.translator import Envelope, Translator

READINGS: Mapping[str, ModuleType] = {
    "openai_chat": openai_chat,
    "anthropic": anthropic,
    "gemini": gemini,
    "openai_responses": openai_responses,
}
LEGAL: Mapping[str, Callable[[bytes], list[str]]] = {
    "openai_chat": legal_chat.wrong,
    "anthropic": legal_anthropic.wrong,
    "gemini": legal_gemini.wrong,
    "openai_responses": legal_responses.wrong,
}
WIRES = tuple(READINGS)
APIS = {
    "openai_chat": ("openai.chat",),
    "anthropic": ("anthropic.messages",),
    "gemini": ("gemini.generateContent", "gemini.streamGenerateContent"),
    "openai_responses": ("openai.responses",),
}
NEAR_WIRES = {"groq": "groq", "mistral": "mistral"}
FAILED = {"stream_error", "error_in_200"}
ASKED = Envelope(model="m", stream=True, wants_usage=True)


def recorded(wire: str) -> list[Recording]:
    """Everything recorded on a wire."""
    return [recording for api in APIS[wire] for recording in recordings(api)]


def good(wire: str, framing: str) -> list[Recording]:
    """The answers among it, whole ("json") or streamed ("sse")."""
    return [one for one in recorded(wire) if one.status == 200 and one.framing == framing and not FAILED & one.tags]


def bad(wire: str) -> list[Recording]:
    """The errors among it."""
    return [one for one in recorded(wire) if one.status != 200]


def spoken(wire: str, recording: Recording) -> Translator:
    """What reads that provider on that wire."""
    return TRANSLATORS[NEAR_WIRES.get(recording.provider, wire) if wire == "openai_chat" else wire]


def events_in(translator: Translator, body: bytes) -> list[Event]:
    """A stream, read as the gateway reads it."""
    decoder, reader = Decoder(), translator.stream_reader()
    events: list[Event] = []
    for frame in [*decoder.feed(body), *decoder.end()]:
        if frame.data:
            if translator.glance_frame(frame.data).done:
                reader.done()
            if frame.data.startswith(b"{"):
                events += reader.feed(json.loads(frame.data))
    return [*events, *reader.finish()]


def whole_in(translator: Translator, body: bytes) -> ChatResponse:
    """A whole reply."""
    return translator.read_response(json.loads(body))


def as_stream(translator: Translator, events: Iterable[Event]) -> bytes:
    """To a caller who asked for a stream."""
    writer = translator.stream_writer(ASKED)
    return b"".join(data for event in events for data in writer.feed(event))


def as_whole(translator: Translator, reply: ChatResponse) -> bytes:
    """To a caller who did not."""
    return encode(translator.write_response(reply))
