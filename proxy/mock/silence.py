"""A spoken answer: a tenth of a second of silence, with what it would have said as its transcript."""

from __future__ import annotations

import struct
from base64 import b64encode

from translators.canonical import Audio, ChatRequest, Data, Kind, Problem

SAMPLES = 800
RATE = 8000  # samples a second, 8 bits, one channel
LASTS = 3600  # seconds until the provider forgets it


def silence(request: ChatRequest, transcript: str, id: str, created: int) -> Audio:
    """The transcript, spoken very quietly."""
    form = (request.audio or {}).get("format", "wav")
    match form:
        case "wav":
            sound = wav()
        case "pcm16":
            sound = bytes(SAMPLES * 2)
        case _:
            raise Problem(Kind.INVALID_REQUEST, f"audio.format: the mock speaks wav and pcm16, not {form!r}", param="audio.format")
    return Audio(Data(f"audio/{form}", b64encode(sound).decode()), transcript, id, created + LASTS)


def wav() -> bytes:
    """Silence as a sound file."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8)
    data = struct.pack("<4sI", b"data", SAMPLES) + b"\x80" * SAMPLES
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(data), b"WAVE") + form + data
