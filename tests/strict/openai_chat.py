"""A provider on the OpenAI chat wire that takes only what the reference allows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.strict.saying import CACHED, COMPLETION, PROMPT, THOUGHT, Asked, Mind, Said

WIRE = "openai_chat"


def understand(body: Any, _: Mind) -> Asked:
    """What it asks."""
    asked = Asked(tools=[tool[tool["type"]]["name"] for tool in body.get("tools") or ()])
    asked.thinking = body.get("reasoning_effort") not in (None, "none")
    asked.structured = (body.get("response_format") or {}).get("type") in ("json_schema", "json_object")
    match body.get("tool_choice"):
        case {"function": {"name": name}}:
            asked.forced = name
        case "required":
            asked.forced = ""
    for message in body["messages"]:
        parts = message.get("content")
        parts = [{"type": "text", "text": parts or ""}] if isinstance(parts, str | None) else parts
        said = " ".join(part["text"] for part in parts if part["type"] == "text")
        match message["role"]:
            case "system" | "developer":
                asked.instructions = f"{asked.instructions} {said}".strip()
            case "user":
                asked.text, asked.steps, asked.results = said, 0, []
                asked.pictures = sum(part["type"] == "image_url" for part in parts)
            case "assistant":
                asked.steps += bool(message.get("tool_calls"))
                asked.results = []
            case "tool":
                asked.results.append(said)
    return asked


def usage(said: Said) -> Any:
    """Details are parts of the totals."""
    return {
        "prompt_tokens": PROMPT,
        "completion_tokens": COMPLETION,
        "total_tokens": PROMPT + COMPLETION,
        "prompt_tokens_details": {"cached_tokens": CACHED},
        "completion_tokens_details": {"reasoning_tokens": THOUGHT if said.thought else 0},
    }


def _calls(said: Said) -> list[Any]:
    return [{"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}} for call in said.calls]


def whole(said: Said, model: str, _: Mind) -> Any:
    """A whole reply."""
    message = {"role": "assistant", "content": said.text or None, "refusal": None}
    if said.thought:
        message["reasoning_content"] = said.thought
    if said.calls:
        message["tool_calls"] = _calls(said)  # type: ignore[assignment]  # JSON
    end = "tool_calls" if said.calls else "stop"
    return {
        "id": f"chatcmpl-{said.number}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": end, "logprobs": None}],
        "usage": usage(said),
    }


def stream(said: Said, model: str, _: Mind) -> Iterator[bytes]:
    """The same in pieces."""
    head = {"id": f"chatcmpl-{said.number}", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model}
    deltas: list[Any] = [{"role": "assistant", "content": ""}]
    deltas += [{"reasoning_content": said.thought}] if said.thought else []
    deltas += [{"content": word} for word in said.words if word]
    for index, call in enumerate(_calls(said)):
        text = call["function"]["arguments"]
        deltas.append({"tool_calls": [{**call, "index": index, "function": {**call["function"], "arguments": ""}}]})
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in (text[:5], text[5:])]
    for delta in deltas:
        yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls" if said.calls else "stop"}]})
    yield _event({**head, "choices": [], "usage": usage(said)})
    yield b"data: [DONE]\n\n"


def _event(data: Any) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def error(status: int, message: str) -> Any:
    """In its words."""
    return {
        "error": {"message": message, "type": "rate_limit_error" if status == 429 else "invalid_request_error", "param": None, "code": None}
    }
