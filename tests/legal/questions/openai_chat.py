"""Would OpenAI take this question on its chat wire? What the API refuses with 400, beside what the SDK's types already say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]


def wrong(body: Wire, _: str) -> list[str]:
    """What is illegal about it."""
    return [*_conversation(body), *_tools(body)]


def _conversation(body: Wire) -> Iterator[str]:
    waiting: set[str] = set()
    if not body["messages"]:
        yield "nothing is asked"
    for message in body["messages"]:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                yield f"a result of {message['tool_call_id']}, which is not waited for"
            waiting.discard(message["tool_call_id"])
            continue
        if waiting:
            yield f"calls without result: {sorted(waiting)}"
        waiting = {call["id"] for call in message.get("tool_calls") or ()}
        if message["role"] == "assistant" and not any(message.get(name) for name in ("content", "tool_calls", "refusal", "audio")):
            yield f"an answer that says nothing: {message}"
    if waiting:
        yield f"calls without result: {sorted(waiting)}"


def _tools(body: Wire) -> Iterator[str]:
    tools = [tool.get("function") or tool.get("custom") or {} for tool in body.get("tools") or ()]
    names = [tool.get("name") for tool in tools]
    if len(names) != len(set(names)):
        yield f"names of tools: {names}"
    if body.get("tool_choice") not in (None, "none") and not tools:
        yield "a choice without tools"
    if body.get("parallel_tool_calls") is not None and not tools:
        yield "parallel calls without tools"
