"""Groq: OpenAI's chat wire, but a conversation may not show the model its earlier thoughts. https://console.groq.com/docs/openai"""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from translators.canonical import ChatRequest
from translators.narrowing import effort, left_out, only_functions, plainly, thoughtless
from translators.openai_chat import TRANSLATOR as OPENAI_CHAT
from translators.openai_chat.request import write_request as write_openai_request
from translators.translator import Wire

# Answered with status 400, or of no meaning there.
UNKNOWN = ("logprobs", "top_logprobs", "n", "verbosity", "prompt_cache_key", "modalities", "audio", "service_tier")
MOST_STOPS = 4
_O = ("low", "medium", "high")


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """Without thoughts: an assistant's message with any field of them is refused with status 400."""
    if request.wire == OPENAI_CHAT.wire:
        messages, dropped = thoughtless(request.messages)
        return write_openai_request(structs.replace(request, messages=messages))[0], tuple(dropped)
    wire, others = write_openai_request(structs.replace(request, thinking=None))
    fields = dict(wire)
    word, unsaid = _effort(request)
    if word is not None:
        fields["reasoning_effort"] = word
    if len(fields.get("stop", ())) > MOST_STOPS:
        fields["stop"], unsaid = fields["stop"][:MOST_STOPS], [*unsaid, "stop"]
    lost = (*others, *plainly(fields, request), *unsaid, *left_out(fields, UNKNOWN), *only_functions(fields, request))
    return fields, tuple(dict.fromkeys(lost))


def _effort(request: ChatRequest) -> tuple[str | None, list[str]]:
    """gpt-oss knows how much, Qwen whether; all others refuse to be told."""
    model = request.model.lower()
    if "gpt-oss" in model:
        return effort(request, _O)
    if "qwen3" not in model:
        return effort(request, ())
    word, _ = effort(request, ("none", *_O))
    return word if word in ("none", None) else "default", []


TRANSLATOR = replace(OPENAI_CHAT, write_request=write_request)
