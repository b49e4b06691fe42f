"""What servers refuse that speak OpenAI's chat wire, but not all of it: a question of another wire is made to fit, and it is said how."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from typing import Any

from msgspec.structs import replace

from translators.canonical import ChatRequest, Image, Message, Reasoning, Video
from translators.effort import effort_of, nearest
from translators.framing import json_text

_SAID = ("role", "content", "name", "tool_calls", "tool_call_id")
INPUT = "input"  # the field in which the free text stands of a tool that takes some


def thoughtless(messages: Iterable[Message], *, kept: str | None = None) -> tuple[tuple[Message, ...], list[str]]:
    """The turns without thoughts, but for those that stood in the field `kept`; and where there were others."""
    turns, named = [], []
    for index, message in enumerate(messages):
        stays = [not isinstance(part, Reasoning) or (kept is not None and part.place == kept) for part in message.parts]
        turns.append(message if all(stays) else replace(message, parts=tuple(compress(message.parts, stays))))
        named += [f"messages[{index}].content[{place}]" for place, stay in enumerate(stays) if not stay]
    return tuple(turns), named


def plainly(wire: dict[str, Any], request: ChatRequest) -> list[str]:
    """Leaves words, calls and what may be shown in a conversation: no thoughts, names, videos and pictures that were drawn; names these."""
    turns = [_plain(message) for message in wire["messages"]]
    wire["messages"] = [turn for turn in turns if turn["role"] != "assistant" or turn.get("content") or "tool_calls" in turn]
    named: list[str] = []
    for index, message in enumerate(request.messages):
        named += [] if message.name is None else [f"messages[{index}].name"]
        unsayable = (Reasoning, Video, Image) if message.role == "assistant" else (Reasoning, Video)
        named += [f"messages[{index}].content[{place}]" for place, part in enumerate(message.parts) if isinstance(part, unsayable)]
    return named


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


def _plain(message: dict[str, Any]) -> dict[str, Any]:
    turn = {field: value for field, value in message.items() if field in _SAID}
    if turn["role"] != "tool":
        turn.pop("name", None)
    content, refusal = turn.get("content"), message.get("refusal")
    if isinstance(content, list):
        turn["content"] = [part for part in content if part["type"] not in ("thinking", "video_url")]
    if refusal:
        turn["content"] = [*content, {"type": "text", "text": refusal}] if isinstance(content, list) else (content or "") + refusal
    return turn


def _as_function(call: dict[str, Any]) -> dict[str, Any]:
    if call["type"] != "custom":
        return call
    arguments = json_text.encode({INPUT: call["custom"]["input"]}).decode()
    return {"id": call["id"], "type": "function", "function": {"name": call["custom"]["name"], "arguments": arguments}}
