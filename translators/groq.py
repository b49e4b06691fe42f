"""Groq: OpenAI's chat wire, but a conversation may not show the model its earlier thoughts."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from translators.canonical import ChatRequest, Reasoning
from translators.openai_chat import TRANSLATOR as OPENAI_CHAT
from translators.openai_chat.request import write_request as write_openai_request
from translators.translator import Wire


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """Without thoughts: an assistant's message with any field of them is refused with status 400."""
    messages, dropped = [], []
    for index, message in enumerate(request.messages):
        parts = tuple(part for part in message.parts if not isinstance(part, Reasoning))
        messages.append(structs.replace(message, parts=parts))
        if len(parts) < len(message.parts):
            dropped.append(f"messages[{index}].reasoning")
    wire, others = write_openai_request(structs.replace(request, messages=tuple(messages)))
    return wire, (*others, *dropped)


TRANSLATOR = replace(OPENAI_CHAT, write_request=write_request)
