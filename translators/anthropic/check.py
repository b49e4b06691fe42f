"""Is this a request? Slowly, precisely, and in words: what the hot path refuses is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.parse import parse_request
from translators.shapes import Check, each, either, fields, flag, model, number, record, sorted_by, text, whole
from translators.translator import Envelope


def check_request(body: bytes) -> Envelope:
    """What the gateway must know of a request, or a Problem that names the field at fault. Nothing else, for any bytes."""
    request = parse_request(body)
    _REQUEST(request, "")
    return _envelope(request)


def check_count(body: bytes) -> Envelope:
    """The same of a request to count: it has no answer, so none of a length."""
    request = parse_request(body)
    _COUNT(request, "")
    return _envelope(request)


def _envelope(request: Mapping[str, Any]) -> Envelope:
    longest = request.get("max_tokens")
    return Envelope(
        model=request["model"],
        stream=request.get("stream") is True,
        wants_usage=True,
        max_tokens=None if longest is None else int(longest),
        user=(request.get("metadata") or {}).get("user_id"),
        tier=request.get("service_tier"),
    )


# What a request is. Blocks of a kind that is not here pass: the provider knows them.


_SOURCES: dict[str, Check] = {
    "base64": fields({"media_type": text, "data": text}, {}),
    "url": fields({"url": text}, {}),
    "file": fields({"file_id": text}, {}),
}
_PICTURE = sorted_by("type", _SOURCES, closed=False)
_PAPER = sorted_by("type", {**_SOURCES, "text": fields({"data": text}, {})}, closed=False)
_TEXT = fields({"text": text}, {"cache_control": record})
_IMAGE = fields({"source": _PICTURE}, {"cache_control": record})
_DOCUMENT = fields({"source": _PAPER}, {"title": text, "context": text, "cache_control": record})
_INSIDE = sorted_by("type", {"text": _TEXT, "image": _IMAGE, "document": _DOCUMENT}, closed=False)
_BLOCKS: dict[str, Check] = {
    "text": _TEXT,
    "image": _IMAGE,
    "document": _DOCUMENT,
    "thinking": fields({"thinking": text}, {"signature": text}),
    "redacted_thinking": fields({"data": text}, {}),
    "tool_use": fields({"id": text, "name": text, "input": record}, {}),
    "tool_result": fields(
        {"tool_use_id": text},
        {
            "content": either("a string or a list of blocks", (str, text), (list, each(_INSIDE))),
            "is_error": flag,
            "cache_control": record,
        },
    ),
}
_CONTENT = either("a string or a list of blocks", (str, text), (list, each(sorted_by("type", _BLOCKS, closed=False))))
_SAID = fields({"content": _CONTENT}, {})
_MESSAGES = each(sorted_by("role", {"user": _SAID, "assistant": _SAID, "system": _SAID}, closed=True), some=True)
_TOOL = sorted_by("type", {"custom": fields({"name": text, "input_schema": record}, {})}, closed=False, default="custom")
_OPTIONAL: dict[str, Check] = {
    "system": either("a string or a list of blocks", (str, text), (list, each(sorted_by("type", {"text": _TEXT}, closed=False)))),
    "max_tokens": whole,
    "stream": flag,
    "temperature": number,
    "top_p": number,
    "top_k": whole,
    "stop_sequences": each(text),
    "tools": each(_TOOL),
    "tool_choice": sorted_by("type", {"tool": fields({"name": text}, {})}, closed=False),
    "thinking": sorted_by("type", {"enabled": fields({"budget_tokens": whole}, {})}, closed=False),
    "output_config": fields({}, {"effort": text, "format": sorted_by("type", {}, closed=False)}),
    "output_format": sorted_by("type", {}, closed=False),
    "metadata": fields({}, {"user_id": text}),
    "service_tier": text,
    "cache_control": record,
    "mcp_servers": each(record),
}
_COUNT = fields({"model": model, "messages": _MESSAGES}, _OPTIONAL)
_REQUEST = fields({"model": model, "messages": _MESSAGES, "max_tokens": whole}, _OPTIONAL)
