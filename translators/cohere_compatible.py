"""Cohere's endpoint for OpenAI's chat wire: it refuses `stream_options`, so a stream's usage is what it tells unasked."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from msgspec import Raw

from translators.canonical import ChatRequest
from translators.openai_chat import TRANSLATOR as OPENAI_CHAT
from translators.openai_chat.envelope import forward_request as forward_openai_request
from translators.openai_chat.request import write_request as write_openai_request
from translators.translator import Envelope, Wire

OPTIONS = "stream_options"

_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request, every value the bytes it was, without the field that is refused."""
    forwarded = forward_openai_request(body, envelope, model)
    if not envelope.stream and OPTIONS.encode() not in forwarded:
        return forwarded
    return _encode({name: value for name, value in _fields(forwarded).items() if name != OPTIONS})


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The same on the way through the canonical shape."""
    wire, dropped = write_openai_request(request)
    return {name: value for name, value in wire.items() if name != OPTIONS}, dropped


TRANSLATOR = replace(OPENAI_CHAT, forward_request=forward_request, write_request=write_request)
