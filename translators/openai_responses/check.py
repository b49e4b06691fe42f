"""Is this a request? Slowly, precisely, and in words: what the hot path refuses is judged here."""

from __future__ import annotations

from typing import Any

from translators.parse import parse_request
from translators.shapes import (
    Check,
    each,
    either,
    fields,
    flag,
    model,
    number,
    record,
    sorted_by,
    text,
    values,
    whole,
    wrong,
)
from translators.translator import Envelope, Wire

# Without an input there must be something else to go on from.
INSTEAD = ("previous_response_id", "conversation", "prompt")


def check_request(body: bytes) -> Envelope:
    """What the gateway must know of a request, or a Problem that names the field at fault. Nothing else, for any bytes."""
    request = parse_request(body)
    _REQUEST(request, "")
    if request.get("input") is None and all(request.get(name) is None for name in INSTEAD):
        raise wrong("input", "is missing")
    longest = request.get("max_output_tokens")
    return Envelope(
        model=request["model"],
        stream=request.get("stream") is True,
        wants_usage=True,
        max_tokens=None if longest is None else int(longest),
        user=user_of(request),
        tier=request.get("service_tier"),
        question=body,
    )


def user_of(request: Wire) -> str | None:
    """Who asks, under either name."""
    user = request.get("user")
    return user if isinstance(user, str) else request.get("safety_identifier")


_TEXT = fields({"text": text}, {})
_PARTS: dict[str, Check] = {
    "input_text": _TEXT,
    "output_text": _TEXT,
    "refusal": fields({"refusal": text}, {}),
    "input_image": fields({}, {"image_url": text, "file_id": text, "detail": text}),
    "input_file": fields({}, {"file_data": text, "file_id": text, "file_url": text, "filename": text}),
    "input_audio": fields({"input_audio": fields({"data": text}, {"format": text})}, {}),
}
_CONTENT = either("a string or a list of parts", (str, text), (list, each(sorted_by("type", _PARTS, closed=False))))
_ROLES: dict[str, Check] = dict.fromkeys(("user", "assistant", "system", "developer"), fields({"content": _CONTENT}, {}))
_OUTPUT = fields({"output": _CONTENT}, {"call_id": text})
_ITEM = sorted_by(
    "type",
    {
        "message": sorted_by("role", _ROLES, closed=True),
        "function_call": fields({"call_id": text, "name": text, "arguments": text}, {}),
        "function_call_output": _OUTPUT,
        "custom_tool_call": fields({"call_id": text, "name": text, "input": text}, {}),
        "custom_tool_call_output": _OUTPUT,
        "reasoning": fields({}, {"summary": each(_TEXT), "content": each(_TEXT), "encrypted_content": text, "id": text}),
        "item_reference": fields({"id": text}, {}),
    },
    closed=False,
    default="message",
)


def _item(value: Any, where: str) -> None:
    """One item. The type of a message, and of a reference to an item, may be left out."""
    if isinstance(value, dict) and value.get("type") is None:
        value = {**value, "type": "item_reference" if "role" not in value and "id" in value else "message"}
    _ITEM(value, where)


_TOOL = sorted_by(
    "type",
    {
        "function": fields({"name": text}, {"description": text, "parameters": record, "strict": flag}),
        "custom": fields({"name": text}, {"description": text, "format": record}),
    },
    closed=False,
)
_REQUEST = fields(
    {"model": model},
    {
        "input": either("a string or a list of items", (str, text), (list, each(_item))),
        "instructions": text,
        "stream": flag,
        "stream_options": record,
        "max_output_tokens": whole,
        "max_tool_calls": whole,
        "metadata": values(text),
        "parallel_tool_calls": flag,
        "previous_response_id": text,
        "prompt": record,
        "reasoning": fields({}, {"effort": text, "summary": text}),
        "service_tier": text,
        "store": flag,
        "background": flag,
        "temperature": number,
        "top_p": number,
        "top_logprobs": whole,
        "text": fields({}, {"format": fields({"type": text}, {"name": text, "schema": record}), "verbosity": text}),
        "tools": each(_TOOL),
        "tool_choice": either("a string or an object", (str, text), (dict, record)),
        "include": each(text),
        "truncation": text,
        "user": text,
        "safety_identifier": text,
        "prompt_cache_key": text,
        "conversation": either("a string or an object", (str, text), (dict, record)),
    },
)
