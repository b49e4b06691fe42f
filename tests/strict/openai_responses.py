"""A provider on the Responses wire that takes only what the reference allows, and wants its sealed thoughts back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.strict.openai_chat import error
from tests.strict.saying import CACHED, COMPLETION, PROMPT, THOUGHT, Asked, Mind, Said

__all__ = ["WIRE", "error", "stream", "understand", "whole"]
WIRE = "openai_responses"
EMPTY: dict[str, Any] = {
    "reasoning": {"summary": []},
    "message": {"content": [], "status": "in_progress"},
    "function_call": {"arguments": ""},
}


def understand(body: Any, mind: Mind) -> Asked:
    """What it asks."""
    asked = Asked(instructions=body.get("instructions") or "", tools=[tool["name"] for tool in body.get("tools") or () if "name" in tool])
    asked.thinking = (body.get("reasoning") or {}).get("effort") not in (None, "none")
    asked.signs = asked.thinking and "reasoning.encrypted_content" in (body.get("include") or ())
    asked.structured = ((body.get("text") or {}).get("format") or {}).get("type") in ("json_schema", "json_object")
    match body.get("tool_choice"):
        case {"type": "function", "name": name}:
            asked.forced = name
        case "required":
            asked.forced = ""
    items = body["input"] if isinstance(body["input"], list) else [{"role": "user", "content": body["input"]}]
    sealed, called = list[str](), False
    for item in items:
        kind = item.get("type", "message")
        asked.steps += kind == "function_call" and not called
        called = kind == "function_call"
        match kind:
            case "message":
                _message(asked, item)
                sealed = [] if item["role"] == "user" else sealed
            case "reasoning":
                asked.results, sealed = [], [item.get("encrypted_content") or ""]
            case "function_call":
                asked.results = []
                mind.check(item["call_id"], sealed)
            case "function_call_output":
                asked.results.append(_words(item["output"]))
    return asked


def _message(asked: Asked, item: Any) -> None:
    said = _words(item["content"])
    match item["role"]:
        case "user":
            asked.text, asked.steps, asked.results = said, 0, []
            asked.pictures = sum(part["type"] == "input_image" for part in item["content"] if isinstance(part, dict))
        case "system" | "developer":
            asked.instructions = f"{asked.instructions} {said}".strip()


def _words(content: Any) -> str:
    return content if isinstance(content, str) else " ".join(part["text"] for part in content if "text" in part)


def items(said: Said) -> list[Any]:
    """The output of an answer."""
    found: list[Any] = []
    if said.thought:
        summary = [{"type": "summary_text", "text": said.thought}]
        sealed = {"encrypted_content": said.signature} if said.signature else {}
        found.append({"id": f"rs_{said.number}", "type": "reasoning", "summary": summary, **sealed})
    if said.text:
        part = {"type": "output_text", "text": said.text, "annotations": [], "logprobs": []}
        found.append({"id": f"msg_{said.number}", "type": "message", "role": "assistant", "status": "completed", "content": [part]})
    return found + [
        {
            "id": f"fc_{call.id}",
            "type": "function_call",
            "status": "completed",
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
        }
        for call in said.calls
    ]


def whole(said: Said, model: str, mind: Mind) -> Any:
    """A whole reply."""
    if said.signature:
        mind.sign(said, [said.signature])
    return {
        "id": f"resp_{said.number}",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": model,
        "output": items(said),
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": {
            "input_tokens": PROMPT,
            "input_tokens_details": {"cached_tokens": CACHED, "cache_write_tokens": 0},
            "output_tokens": COMPLETION,
            "output_tokens_details": {"reasoning_tokens": THOUGHT if said.thought else 0},
            "total_tokens": PROMPT + COMPLETION,
        },
    }


def stream(said: Said, model: str, mind: Mind) -> Iterator[bytes]:
    """The same in pieces."""
    response = whole(said, model, mind)
    begun = {**response, "status": "in_progress", "output": [], "usage": None}
    events: list[Any] = [{"type": "response.created", "response": begun}, {"type": "response.in_progress", "response": begun}]
    for index, item in enumerate(response["output"]):
        at = {"output_index": index, "item_id": item["id"]}
        events.append({"type": "response.output_item.added", "output_index": index, "item": {**item, **EMPTY[item["type"]]}})
        events += _inside(item, said, at)
        events.append({"type": "response.output_item.done", "output_index": index, "item": item})
    events.append({"type": "response.completed", "response": response})
    for number, event in enumerate(events):
        yield f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': number})}\n\n".encode()


def _inside(item: Any, said: Said, at: Any) -> Iterator[Any]:
    match item["type"]:
        case "reasoning":
            here, part = {**at, "summary_index": 0}, item["summary"][0]
            yield {"type": "response.reasoning_summary_part.added", **here, "part": {**part, "text": ""}}
            yield {"type": "response.reasoning_summary_text.delta", **here, "delta": part["text"]}
            yield {"type": "response.reasoning_summary_text.done", **here, "text": part["text"]}
            yield {"type": "response.reasoning_summary_part.done", **here, "part": part}
        case "message":
            here, part = {**at, "content_index": 0}, item["content"][0]
            yield {"type": "response.content_part.added", **here, "part": {**part, "text": ""}}
            for word in said.words:
                yield {"type": "response.output_text.delta", **here, "delta": word, "logprobs": []}
            yield {"type": "response.output_text.done", **here, "text": part["text"], "logprobs": []}
            yield {"type": "response.content_part.done", **here, "part": part}
        case _:
            for piece in (item["arguments"][:5], item["arguments"][5:]):
                yield {"type": "response.function_call_arguments.delta", **at, "delta": piece}
            yield {"type": "response.function_call_arguments.done", **at, "name": item["name"], "arguments": item["arguments"]}


def count(_: Any) -> Any:
    """Of tokens."""
    return {"object": "response.input_tokens", "input_tokens": PROMPT}
