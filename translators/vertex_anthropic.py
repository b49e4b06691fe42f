"""Claude on Vertex AI: Anthropic's Messages, with the model in the address and the version in the body.

https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Raw

from translators.anthropic import TRANSLATOR as ANTHROPIC
from translators.anthropic.counting import COUNTING, write_uncounted
from translators.anthropic.envelope import forward_request as forward_anthropic_request
from translators.anthropic.request import write_request as write_anthropic_request
from translators.canonical import ChatRequest
from translators.translator import Envelope, Wire

VERSION = "anthropic_version"
SPOKEN = "vertex-2023-10-16"

_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode
_SPOKEN = Raw(_encode(SPOKEN))


def path(model: str, streamed: bool) -> str:
    """What stands behind …/publishers/anthropic."""
    return f"/models/{quote(model, safe='@')}:{'streamRawPredict' if streamed else 'rawPredict'}"


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request, every value the bytes it was, without the model."""
    fields = _fields(forward_anthropic_request(body, envelope, model))
    fields.pop("model", None)
    return _encode({**fields, VERSION: _SPOKEN})


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The same on the way through the canonical shape."""
    wire, dropped = write_anthropic_request(request)
    return {**{name: value for name, value in wire.items() if name != "model"}, VERSION: SPOKEN}, dropped


def forward_count(body: bytes, envelope: Envelope, model: str) -> bytes:
    """Of a request to count the model stays: its address names none."""
    return _encode({**_fields(forward_anthropic_request(body, envelope, model)), VERSION: _SPOKEN})


def write_count(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The same on the way through the canonical shape."""
    wire, dropped = write_uncounted(request)
    counted: Mapping[str, Any] = {**wire, VERSION: SPOKEN}
    return counted, dropped


TRANSLATOR = replace(
    ANTHROPIC,
    path=path,
    headers=(),
    passed_headers=frozenset({"anthropic-beta"}),  # the version stands in the body
    forward_request=forward_request,
    write_request=write_request,
    counting=replace(
        COUNTING,
        path=lambda _: "/models/count-tokens:rawPredict",
        forward_request=forward_count,
        write_request=write_count,
    ),
)
