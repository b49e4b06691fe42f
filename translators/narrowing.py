"""What servers refuse that speak OpenAI's chat wire, but not all of it: a question of another wire is made to fit, and it is said how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from translators.canonical import ChatRequest, Image, Message, Part, Reasoning, Refusal, Text, Video
from translators.effort import effort_of, nearest
from translators.framing import json_text

INPUT = "input"  # the field in which the free text stands of a tool that takes some


def thoughtless(messages: Iterable[Message], *, kept: str | None = None) -> tuple[tuple[Message, ...], list[str]]:
    """The turns without thoughts, but for those that stood in the field `kept`; and where there were others."""
    turns, named = [], []
    for index, message in enumerate(messages):
        parts = tuple(part for part in message.parts if not isinstance(part, Reasoning) or (kept is not None and part.place == kept))
        turns.append(message if len(parts) == len(message.parts) else replace(message, parts=parts))
        if len(parts) < len(message.parts):
            named.append(f"messages[{index}].reasoning")
    return tuple(turns), named


def plainer(messages: Iterable[Message]) -> tuple[tuple[Message, ...], list[str]]:
    """The turns without names, videos and pictures that were drawn, refusals as words; and where something was lost."""
    turns, named = [], []
    for index, message in enumerate(messages):
        parts: list[Part] = []
        for place, part in enumerate(message.parts):
            if isinstance(part, Video) or (isinstance(part, Image) and message.role == "assistant"):
                named.append(f"messages[{index}].content[{place}]")
            else:
                parts.append(Text(part.text) if isinstance(part, Refusal) else part)
        named += [] if message.name is None else [f"messages[{index}].name"]
        turns.append(Message(message.role, tuple(parts)))
    return tuple(turns), named


def effort(request: ChatRequest, known: tuple[str, ...]) -> tuple[str | None, list[str]]:
    """How much to think, in a word of those a model knows; and what cannot be said. Who knows no word does not think at all."""
    thinking = request.thinking
    wish = None if thinking is None else thinking.effort
    if wish is None and thinking is not None and thinking.budget is not None:
        wish = effort_of(thinking.budget)
    if wish is None or (wish == "none" and not known):
        return None, []
    word = nearest(wish, known)
    return word, [] if word is not None else ["reasoning_effort"]


def left_out(wire: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Takes fields out; and says which of them asked for something."""
    taken = [(name, wire.pop(name)) for name in names if name in wire]
    return [name for name, value in taken if value not in (None, False, 0, ["text"])]


def only_functions(wire: dict[str, Any], request: ChatRequest) -> list[str]:
    """Takes out tools that are no functions, and those that may not be called; names what is lost. Calls in the past become functions."""
    for message in wire["messages"]:
        if "tool_calls" in message:
            message["tool_calls"] = [_as_function(call) for call in message["tool_calls"]]
    tools = [tool for tool in wire.get("tools", ()) if tool["type"] == "function"]
    match wire.get("tool_choice"):
        case {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": allowed}}:
            names = {tool["function"]["name"] for tool in allowed if tool["type"] == "function"}
            tools, wire["tool_choice"] = [tool for tool in tools if tool["function"]["name"] in names], mode
        case {"type": "custom"}:
            del wire["tool_choice"]
    if tools:
        wire["tools"] = tools
    else:
        for name in ("tools", "tool_choice", "parallel_tool_calls"):
            wire.pop(name, None)
    return [f"tools[{index}]" for index, tool in enumerate(request.tools) if tool.kind == "custom"]


def _as_function(call: dict[str, Any]) -> dict[str, Any]:
    if call["type"] != "custom":
        return call
    arguments = json_text.encode({INPUT: call["custom"]["input"]}).decode()
    return {"id": call["id"], "type": "function", "function": {"name": call["custom"]["name"], "arguments": arguments}}
