"""Would OpenAI take this question on its Responses wire? What the API refuses with 400, beside what the SDK's types already say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
REASONS = re.compile(r"(?:o\d|gpt-5)")
SAMPLES_UNLESS_IT_REASONS = re.compile(r"gpt-5\.[1-9]")
LEAST_TOKENS = 16
LONGEST_CALL_ID = 64


def wrong(body: Wire, model: str) -> list[str]:
    """What is illegal about it."""
    return [*_conversation(body), *_tools(body), *_rest(body, model)]


def _conversation(body: Wire) -> Iterator[str]:
    items = body["input"]
    if not items:
        yield "nothing is asked"
    if isinstance(items, str):
        return
    calls: set[str] = set()
    for item in items:
        match item.get("type", "message"):
            case "message":
                yield from _message(item)
            case "function_call" | "custom_tool_call":
                calls.add(item["call_id"])
                if not item["call_id"] or len(item["call_id"]) > LONGEST_CALL_ID:
                    yield f"call_id {item['call_id']}"
            case "function_call_output" | "custom_tool_call_output":
                if item["call_id"] not in calls:
                    yield f"an output to {item['call_id']}, which nobody called"
                calls.discard(item["call_id"])
            case "reasoning":
                if not item.get("id") and not item.get("encrypted_content"):
                    yield "a thought that nobody can find"
    if calls:
        yield f"calls without output: {sorted(calls)}"


def _message(item: Wire) -> Iterator[str]:
    if isinstance(item["content"], str):
        return
    if not item["content"]:
        yield "a message without content"
    for part in item["content"]:
        mine = part["type"] in ("output_text", "refusal")
        if mine != (item["role"] == "assistant"):
            yield f"{part['type']} by {item['role']}"


def _tools(body: Wire) -> Iterator[str]:
    names = [tool["name"] for tool in body.get("tools") or () if "name" in tool]
    if len(names) != len(set(names)) or any(not NAME.fullmatch(name) for name in names):
        yield f"names of tools: {names}"
    choice = body.get("tool_choice")
    if choice not in (None, "auto", "none") and not body.get("tools"):
        yield "a choice without tools"
    if isinstance(choice, Mapping) and choice.get("name") and choice["name"] not in names:
        yield f"a choice of {choice['name']}, which is no tool"


def _rest(body: Wire, model: str) -> Iterator[str]:
    effort = (body.get("reasoning") or {}).get("effort")
    if body.get("reasoning") and not REASONS.match(model):
        yield f"{model} does not reason"
    sampling = [name for name in ("temperature", "top_p", "top_logprobs") if body.get(name) is not None]
    may = not REASONS.match(model) or (SAMPLES_UNLESS_IT_REASONS.match(model) and effort in (None, "none"))
    if sampling and not may:
        yield f"{model} takes no {sampling}"
    if (body.get("max_output_tokens") or LEAST_TOKENS) < LEAST_TOKENS:
        yield f"max_output_tokens {body['max_output_tokens']}"
    format = (body.get("text") or {}).get("format") or {}
    if format.get("type") == "json_schema" and not NAME.fullmatch(format["name"]):
        yield f"a schema called {format['name']}"
