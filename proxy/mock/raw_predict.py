"""Claude as Vertex AI has it: the model stands in the address and must not stand in the body, which says the version instead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from msgspec import Raw

from translators.canonical import ChatRequest, Kind, Problem
from translators.translator import Envelope, Translator, Wire
from translators.vertex_anthropic import SPOKEN, VERSION

_fields = msgspec.json.Decoder(dict[str, Raw]).decode


def raw_predict(anthropic: Translator, model: str) -> Translator:
    """How a request for this model is read there."""

    def peek(body: bytes) -> Envelope:
        try:
            fields = _fields(body)
        except msgspec.DecodeError:
            return anthropic.peek_request(body)  # which tells what is wrong with it
        _check(fields)
        return anthropic.peek_request(msgspec.json.encode({**fields, "model": model}))

    def read(wire: Wire) -> ChatRequest:
        fields: dict[str, Any] = {name: value for name, value in wire.items() if name != VERSION}
        return anthropic.read_request({**fields, "model": model})

    return replace(anthropic, peek_request=peek, read_request=read)


def _check(fields: dict[str, Raw]) -> None:
    if VERSION not in fields:
        raise Problem(Kind.INVALID_REQUEST, f"{VERSION}: Field required", param=VERSION)
    if bytes(fields[VERSION]) != msgspec.json.encode(SPOKEN):
        raise Problem(Kind.INVALID_REQUEST, f"{VERSION}: Input should be '{SPOKEN}'", param=VERSION)
    if "model" in fields:
        raise Problem(Kind.INVALID_REQUEST, "model: Extra inputs are not permitted", param="model")
