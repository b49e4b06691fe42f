"""Would Anthropic take this question? What its API refuses with 400, beside what the SDK's types already say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]
ID = re.compile(r"[a-zA-Z0-9_-]+")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}
NO_THINKING = re.compile(r"claude-(?:3-5|3-opus|3-haiku|3-sonnet|2)")
ADAPTIVE_ONLY = re.compile(r"claude-(?:opus-4-[78]|(?:sonnet|opus|haiku|fable|mythos)-5|mythos)")
ADAPTIVE = re.compile(r"claude-(?:opus|sonnet)-4-6|" + ADAPTIVE_ONLY.pattern)
NO_PREFILL = ADAPTIVE
ONE_OF_TEMPERATURE_AND_TOP_P = re.compile(r"claude-(?:sonnet|haiku|opus)-4-[5-9]|claude-opus-4-1")
LEAST_BUDGET = 1024
MOST_MARKERS = 4


def wrong(body: Wire, model: str) -> list[str]:
    """What is illegal about it."""
    return [*_conversation(body, model), *_tools(body), *_thinking(body, model), *_rest(body, model)]


def blocks(content: Any) -> list[Any]:
    """A text alone is one block."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content or ())


def _conversation(body: Wire, model: str) -> Iterator[str]:
    messages = body["messages"]
    roles = [message["role"] for message in messages]
    if roles[:1] != ["user"]:
        yield f"begins with {roles[:1]}"
    if any(a == b for a, b in itertools.pairwise(roles)):
        yield f"roles that do not alternate: {roles}"
    if roles[-1] == "assistant":
        if NO_PREFILL.match(model):
            yield f"{model} takes no prefill"
        last = blocks(messages[-1]["content"])[-1]
        if last["type"] == "text" and last["text"] != last["text"].rstrip():
            yield "white space at the end of a prefill"
    for block in blocks(body.get("system") or ""):
        if block["type"] != "text" or (body.get("system") and not block["text"].strip()):
            yield f"empty or odd instructions: {block}"
    calls: set[str] = set()
    for message in messages:
        parts = blocks(message["content"])
        yield from _pairs(message["role"], parts, calls)
        calls = {part["id"] for part in parts if part["type"] == "tool_use"} if message["role"] == "assistant" else set()
        for part in parts:
            yield from _part(part)
        if not parts:
            yield "a turn without content"
    if calls and messages[-1]["role"] == "assistant":
        yield "calls at the end without results"


def _pairs(role: str, parts: list[Any], calls: set[str]) -> Iterator[str]:
    results = [part["tool_use_id"] for part in parts if part["type"] == "tool_result"]
    if sorted(results) != sorted(calls):
        yield f"results {results} to the calls {sorted(calls)}"
    if results and any(part["type"] != "tool_result" for part in parts[: len(results)]):
        yield "results that do not come first"
    ids = [part["id"] for part in parts if part["type"] == "tool_use"]
    if len(ids) != len(set(ids)) or any(not ID.fullmatch(id) for id in ids):
        yield f"ids {ids}"
    if role == "user" and ids:
        yield "calls by the user"


def _part(part: Wire) -> Iterator[str]:
    match part:
        case {"type": "text", "text": text} if not text.strip():
            yield "an empty text"
        case {"type": "tool_use", "input": given} if not isinstance(given, dict):
            yield f"an input that is no object: {given}"
        case {"type": "tool_result", "content": content}:
            for inner in blocks(content) if content else ():
                yield from _part(inner)
        case {"type": "image", "source": {"type": "base64", "media_type": media}} if media not in PICTURES:
            yield f"a picture of type {media}"
        case {"type": "image", "source": {"type": "url", "url": url}} if not url.startswith(("https://", "http://")):
            yield f"a picture at {url}"
        case {"type": "thinking"} if not part.get("signature"):
            yield "an unsigned thought"


def _tools(body: Wire) -> Iterator[str]:
    tools, choice = body.get("tools") or [], body.get("tool_choice")
    names = [tool["name"] for tool in tools]
    if len(names) != len(set(names)) or any(not NAME.fullmatch(name) for name in names):
        yield f"names of tools: {names}"
    if any("input_schema" in tool and tool["input_schema"].get("type") != "object" for tool in tools):
        yield "a schema that is no object's"
    if choice is not None and not tools:
        yield "a choice without tools"
    if choice and choice["type"] == "tool" and choice["name"] not in names:
        yield f"a choice of {choice['name']}, which is no tool"
    if not tools and any(part["type"] in ("tool_use", "tool_result") for each in body["messages"] for part in blocks(each["content"])):
        yield "calls in the conversation without tools"


def _thinking(body: Wire, model: str) -> Iterator[str]:
    thinking = body.get("thinking") or {"type": "disabled"}
    kind = thinking["type"]
    if kind == "disabled":
        return
    if NO_THINKING.match(model):
        yield f"{model} cannot think"
    if kind == "adaptive" and not ADAPTIVE.match(model):
        yield f"{model} does not think adaptively"
    if kind == "enabled" and ADAPTIVE_ONLY.match(model):
        yield f"{model} thinks only adaptively"
    if kind == "enabled" and not LEAST_BUDGET <= thinking["budget_tokens"] < body["max_tokens"]:
        yield f"a budget of {thinking['budget_tokens']} of {body['max_tokens']}"
    if (body.get("tool_choice") or {}).get("type") in ("any", "tool"):
        yield "a forced call while thinking"
    if body.get("temperature") not in (None, 1) or "top_k" in body or (body.get("top_p") or 1) < 0.95:
        yield "sampling while thinking"
    if kind == "enabled":
        yield from _opened_by_thought(body["messages"])


def _opened_by_thought(messages: list[Any]) -> Iterator[str]:
    """A turn that is still being worked on (its calls were just answered) must begin with its thought."""
    if len(messages) > 1 and any(part["type"] == "tool_result" for part in blocks(messages[-1]["content"])):
        first = blocks(messages[-2]["content"])[0]["type"]
        if first not in ("thinking", "redacted_thinking"):
            yield f"thinking is on, and the open turn begins with {first}"


def _rest(body: Wire, model: str) -> Iterator[str]:
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        yield f"max_tokens {body.get('max_tokens')}"
    if not 0 <= (body.get("temperature") or 0) <= 1:
        yield f"temperature {body['temperature']}"
    both = body.get("temperature") is not None and body.get("top_p") is not None
    if both and ONE_OF_TEMPERATURE_AND_TOP_P.match(model):
        yield f"{model} takes temperature or top_p, not both"
    if ADAPTIVE_ONLY.match(model) and any(body.get(name) is not None for name in ("temperature", "top_p", "top_k")):
        yield f"{model} takes no sampling"
    if any(not stop.strip() for stop in body.get("stop_sequences") or ()):
        yield "a stop sequence of white space"
    if (markers := _markers(body)) > MOST_MARKERS:
        yield f"{markers} cache markers"


def _markers(value: Any) -> int:
    match value:
        case dict():
            return ("cache_control" in value) + sum(_markers(inner) for name, inner in value.items() if name != "input_schema")
        case list():
            return sum(map(_markers, value))
        case _:
            return 0
