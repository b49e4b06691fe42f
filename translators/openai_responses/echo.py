"""What a reply repeats of its question: on this wire it says again what was asked for."""

from __future__ import annotations

from typing import Any

from translators.framing import json_text
from translators.translator import Envelope

_REPEATED = (
    "background", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls", "previous_response_id",
    "prompt", "prompt_cache_key", "safety_identifier", "service_tier", "temperature", "tool_choice", "tools", "top_logprobs", "top_p",
    "truncation", "user",
)  # fmt: skip


def echo(envelope: Envelope) -> dict[str, Any]:
    """The fields a reply says again, with what this wire means where nothing was written."""
    question = json_text.decode(envelope.question) if envelope.question else {}
    repeated = {name: question[name] for name in _REPEATED if question.get(name) is not None}
    thinking, text = question.get("reasoning"), question.get("text")
    if isinstance(thinking, dict):
        repeated["reasoning"] = {"effort": None, "summary": None, **thinking}
    if isinstance(text, dict):
        repeated["text"] = {"format": {"type": "text"}, **{name: value for name, value in text.items() if value is not None}}
    return repeated | ({"store": question.get("store") is not False} if question else {})
