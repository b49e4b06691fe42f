"""A provider on the Anthropic wire that takes only what the reference allows, and wants its signed thoughts back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.legal.questions.anthropic import blocks
from tests.strict.saying import CACHED, COMPLETION, PROMPT, THOUGHT, Asked, Mind, Refused, Said

WIRE = "anthropic"
EMPTY: dict[str, Any] = {"thinking": {"thinking": "", "signature": ""}, "text": {"text": ""}, "tool_use": {"input": {}}}
ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def resumed(body: Any, mind: Mind) -> Any:
    """What its thread holds, then what is new: one question, as if there were no threads."""
    question = {name: value for name, value in body.items() if name != "thread"}
    match body.get("thread"):
        case {"type": "continue", "previous_message_id": id}:
            if id not in mind.threads or "system" in body or "tools" in body:
                raise Refused(f"the thread of {id} is not known, or would change what it was begun with")
            held = mind.threads[id]
            return {**held, **question, "messages": [*held["messages"], *body["messages"]]}
    return question


def hold(question: Any, said: Said, mind: Mind) -> None:
    """Keep a thread up to this answer."""
    begun = {name: question[name] for name in ("system", "tools") if name in question}
    answer = {"role": "assistant", "content": content(said)}
    mind.threads[f"msg_{said.number}"] = {**begun, "messages": [*question["messages"], answer]}


def understand(body: Any, mind: Mind) -> Asked:
    """What it asks."""
    asked = Asked(instructions=" ".join(block["text"] for block in blocks(body.get("system") or "") if body.get("system")))
    asked.tools = [tool["name"] for tool in body.get("tools") or ()]
    asked.thinking = (body.get("thinking") or {}).get("type") in ("enabled", "adaptive")
    asked.signs = asked.thinking
    asked.structured = bool((body.get("output_config") or {}).get("format"))
    match body.get("tool_choice"):
        case {"type": "tool", "name": name}:
            asked.forced = name
        case {"type": "any"}:
            asked.forced = ""
    for index, message in enumerate(body["messages"]):
        parts = blocks(message["content"])
        if message["role"] == "assistant":
            asked.steps += any(part["type"] == "tool_use" for part in parts)
            continue
        asked.results = [_words(part["content"]) for part in parts if part["type"] == "tool_result"]
        said = [part["text"] for part in parts if part["type"] == "text"]
        if said and not asked.results:
            asked.text, asked.steps = said[-1], 0
        asked.pictures = sum(part["type"] == "image" for part in parts)
        if asked.results and asked.thinking:
            _check(blocks(body["messages"][index - 1]["content"]), mind)
    return asked


def _words(content: Any) -> str:
    return " ".join(block.get("text", f"[{block['type']}]") for block in blocks(content))


def _check(parts: list[Any], mind: Mind) -> None:
    thoughts = [part for part in parts if part["type"] in ("thinking", "redacted_thinking")]
    for part in parts:
        if part["type"] == "tool_use":
            mind.check(part["id"], thoughts)
    if parts[0]["type"] not in ("thinking", "redacted_thinking"):
        raise Refused("Expected `thinking` or `redacted_thinking`, but found `tool_use`")


def content(said: Said) -> list[Any]:
    """The blocks of an answer."""
    found: list[Any] = []
    if said.thought:
        found.append({"type": "thinking", "thinking": said.thought, "signature": said.signature})
    if said.thought and said.calls:
        found.append({"type": "redacted_thinking", "data": f"{said.signature}redacted"})
    if said.text:
        found.append({"type": "text", "text": said.text})
    return found + [{"type": "tool_use", "id": call.id, "name": call.name, "input": json.loads(call.arguments)} for call in said.calls]


def usage(said: Said) -> dict[str, Any]:
    """Disjoint, as its reference has it."""
    return {
        "input_tokens": PROMPT - CACHED,
        "cache_read_input_tokens": CACHED,
        "cache_creation_input_tokens": 0,
        "output_tokens": COMPLETION,
        "output_tokens_details": {"thinking_tokens": THOUGHT if said.thought else 0},
    }


def whole(said: Said, model: str, mind: Mind) -> Any:
    """A whole reply."""
    found = content(said)
    mind.sign(said, [block for block in found if block["type"] in ("thinking", "redacted_thinking")])
    return {
        "id": f"msg_{said.number}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": found,
        "stop_reason": "tool_use" if said.calls else "end_turn",
        "stop_sequence": None,
        "usage": usage(said),
    }


def stream(said: Said, model: str, mind: Mind) -> Iterator[bytes]:
    """The same in pieces."""
    message = whole(said, model, mind)
    yield _event(
        {
            "type": "message_start",
            "message": {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}},
        }
    )
    yield _event({"type": "ping"})
    for index, block in enumerate(message["content"]):
        yield _event({"type": "content_block_start", "index": index, "content_block": {**block, **EMPTY.get(block["type"], {})}})
        for delta in _deltas(block, said):
            yield _event({"type": "content_block_delta", "index": index, "delta": delta})
        yield _event({"type": "content_block_stop", "index": index})
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": delta, "usage": message["usage"]})
    yield _event({"type": "message_stop"})


def _deltas(block: Any, said: Said) -> Iterator[Any]:
    match block["type"]:
        case "thinking":
            yield {"type": "thinking_delta", "thinking": block["thinking"]}
            yield {"type": "signature_delta", "signature": block["signature"]}
        case "text":
            yield from ({"type": "text_delta", "text": word} for word in said.words)
        case "tool_use":
            text = json.dumps(block["input"])
            yield from ({"type": "input_json_delta", "partial_json": piece} for piece in ("", text[:5], text[5:]))


def _event(data: Any) -> bytes:
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode()


def error(status: int, message: str) -> Any:
    """In its words."""
    return {"type": "error", "error": {"type": ERRORS.get(status, "api_error"), "message": message}, "request_id": "req_1"}


def count(_: Any) -> Any:
    """Of tokens."""
    return {"input_tokens": PROMPT}
