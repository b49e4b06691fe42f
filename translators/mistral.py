"""Mistral: OpenAI's chat wire in other words, from a server that refuses every field it does not know."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import Raw, structs

from translators.canonical import ChatRequest, Reasoning
from translators.openai_chat import TRANSLATOR as OPENAI_CHAT
from translators.openai_chat.request import write_request as write_openai_request
from translators.translator import Envelope, Wire

RENAMED = (("max_completion_tokens", "max_tokens"), ("seed", "random_seed"))
UNKNOWN = ("stream_options",)  # a stream always tells its usage, and asking for it is an error

_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request in Mistral's words. Every value that stays is the bytes it was."""
    fields = _fields(body)
    if envelope.model != model:
        fields["model"] = Raw(_encode(model))
    _reword(fields)
    forwarded = _encode(fields)
    return body if forwarded == body else forwarded


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """A thought goes back only as the part of the content it was; in any other field it would be refused."""
    messages, dropped = [], []
    for index, message in enumerate(request.messages):
        parts = tuple(part for part in message.parts if not isinstance(part, Reasoning) or part.place == "content")
        messages.append(structs.replace(message, parts=parts))
        if len(parts) < len(message.parts):
            dropped.append(f"messages[{index}].reasoning")
    wire, others = write_openai_request(structs.replace(request, messages=tuple(messages)))
    fields = dict(wire)
    _reword(fields)
    return fields, (*others, *dropped)


def _reword(fields: MutableMapping[str, Any]) -> None:
    for name in UNKNOWN:
        fields.pop(name, None)
    for name, here in RENAMED:
        if name in fields:
            fields[here] = fields.pop(name)


TRANSLATOR = replace(OPENAI_CHAT, forward_request=forward_request, write_request=write_request)
