"""How many tokens a question has: AI Studio is asked with the question inside, Vertex AI with its fields."""

from __future__ import annotations

from typing import Any

from translators.canonical import ChatRequest, Kind, Problem
from translators.framing import json_text
from translators.gemini.address import address
from translators.gemini.check import checked
from translators.gemini.request import read_request, write_request
from translators.gemini.spelling import camel
from translators.parse import parse_request
from translators.translator import Counting, Envelope, Wire

_INSIDE = "generateContentRequest"
_OF_VERTEX = ("contents", "systemInstruction", "tools", "generationConfig")  # all that it takes


def peek_count(body: bytes) -> Envelope:
    """A question to be counted, in either way."""
    return checked(_question(camel(parse_request(body))))


def read_count_request(wire: Wire) -> ChatRequest:
    """The question that is to be counted."""
    inside = wire.get(_INSIDE) or wire.get("generate_content_request")
    return read_request(inside if isinstance(inside, dict) else wire)


def write_count(tokens: int) -> Wire:
    """The answer."""
    return {"totalTokens": tokens}


def read_count(wire: Wire) -> int:
    """The answer of a provider. Raises Problem when it is none."""
    tokens = wire.get("totalTokens")
    if isinstance(tokens, int) and not isinstance(tokens, bool) and tokens >= 0:
        return tokens
    raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider did not say how many tokens it counted")


def forward_to_studio(body: bytes, _: Envelope, model: str) -> bytes:
    """AI Studio counts bare contents as they are; anything more has to be inside a question that names its model."""
    wire = dict(json_text.decode(body))
    plain = camel(wire)
    wire = {name: value for name, value in wire.items() if name != "model"}
    if _INSIDE not in plain and not plain.keys() & {"systemInstruction", "tools", "toolConfig", "generationConfig"}:
        return json_text.encode(wire)
    return json_text.encode(_inside(dict(_question(plain)), model))


def forward_to_vertex(body: bytes, _: Envelope, __: str) -> bytes:
    """Vertex AI knows no question inside."""
    return json_text.encode(_of_vertex(_question(camel(json_text.decode(body)))))


def write_for_studio(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and what could not cross."""
    wire, dropped = write_request(request)
    return _inside(dict(wire), request.model), dropped


def write_for_vertex(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and what could not cross."""
    wire, dropped = write_request(request)
    return _of_vertex(wire), dropped


def _question(wire: Any) -> Wire:
    inside = wire.get(_INSIDE)
    return inside if isinstance(inside, dict) else wire


def _inside(wire: dict[str, Any], model: str) -> Wire:
    return {_INSIDE: {**wire, "model": address(model)}}


def _of_vertex(wire: Wire) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name in _OF_VERTEX}


STUDIO = Counting(
    path=lambda model: f"/{address(model, quoted=True)}:countTokens",
    peek_request=peek_count,
    read_request=read_count_request,
    write_count=write_count,
    forward_request=forward_to_studio,
    write_request=write_for_studio,
    read_count=read_count,
)
VERTEX = Counting(
    path=STUDIO.path,
    peek_request=peek_count,
    read_request=read_count_request,
    write_count=write_count,
    forward_request=forward_to_vertex,
    write_request=write_for_vertex,
    read_count=read_count,
)
