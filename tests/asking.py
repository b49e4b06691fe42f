"""One question as a caller of each wire asks it, path and body; and how the answer is read."""

from __future__ import annotations

import json
from typing import Any

from tests.readings import anthropic, gemini, openai_chat, openai_responses

WIRES = ("openai_chat", "anthropic", "openai_responses", "gemini")
READ = {"openai_chat": openai_chat.read, "anthropic": anthropic.read, "openai_responses": openai_responses.read, "gemini": gemini.read}


def question(wire: str, text: str, *, model: str = "echo", stream: bool = False, base: str = "/v1", **fields: Any) -> tuple[str, bytes]:
    """Streams tell their usage, and Google's are asked for as events."""
    said = {"role": "user", "content": text}
    match wire:
        case "openai_chat":
            body = {"model": model, "messages": [said], "stream": stream, **({"stream_options": {"include_usage": True}} if stream else {})}
            path = f"{base}/chat/completions"
        case "anthropic":
            body, path = {"model": model, "max_tokens": 1000, "messages": [said], "stream": stream}, f"{base}/messages"
        case "openai_responses":
            body, path = {"model": model, "input": text, "stream": stream}, f"{base}/responses"
        case _:
            body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
            path = f"{base}/models/{model}:{'streamGenerateContent?alt=sse' if stream else 'generateContent'}"
    return path, json.dumps({**body, **fields}).encode()
