"""A question from another wire, so written that no rule of this one is broken; and the names of what could not come along."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from translators.anthropic.abilities import Abilities, abilities
from translators.anthropic.conversation import written
from translators.anthropic.places import PLACES
from translators.anthropic.schema import arguments, lowered
from translators.anthropic.thinking import Plan, planned
from translators.anthropic.tools import write_choice, write_tool
from translators.canonical import ChatRequest, Format, Tool, ToolChoice, ToolResult
from translators.crossing import named_in
from translators.grammar import called_by
from translators.hidden_answer import asking_for, hidden_tool
from translators.memo import remembered
from translators.names import ANTHROPIC, spelled
from translators.translator import Wire

_held = remembered(lowered)
MOST_MARKERS = 4  # of the prompt cache in one question

_TIERS = {"auto": "auto", "priority": "auto", "default": "standard_only", "standard": "standard_only", "standard_only": "standard_only"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?(?:[\s().-]*\d){7,15}")
_THOUGHTS = ("thinking", "redacted_thinking")


class _Shape(Struct, frozen=True):
    """How the answer is held to its form: by the model itself, or by a tool."""

    format: dict[str, Any] | None = None
    tool: Tool | None = None


class _Tools(Struct, frozen=True):
    tools: list[Wire]
    choice: dict[str, Any] | None
    asks: str | None = None  # what the model must be told, when it cannot be made to call the hidden tool
    dropped: list[str] = field(default_factory=list)


def write_crossed(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and the names of what could not cross."""
    row = abilities(request.model)
    request = spelled(request, ANTHROPIC)
    plan = planned(request.thinking, row, request.max_tokens)
    shape = _shaped(request.format, row)
    prefill = row.prefill and not plan.on and shape.format is None and shape.tool is None
    said = written(request.messages, prefill=prefill)
    if plan.thinking is not None and plan.thinking["type"] == "enabled" and _thoughtless(said.messages):
        plan = replace(plan, thinking=None, effort=None, dropped=("reasoning_effort",))
    offer = _offered(request, row, plan, shape)
    system = [*said.system, {"type": "text", "text": offer.asks}] if offer.asks else said.system
    sampling, unsampled = _sampled(request, row, plan)
    output = {"effort": plan.effort, "format": shape.format}
    output = {name: value for name, value in output.items() if value is not None}
    others, left = _others(request)
    wire: dict[str, Any] = {
        "model": request.model,
        "max_tokens": plan.max_tokens,
        **({"system": system} if system else {}),
        "messages": said.messages,
        **({"tools": offer.tools} if offer.tools else {}),
        **({"tool_choice": offer.choice} if offer.choice is not None and offer.tools else {}),
        **({"thinking": plan.thinking} if plan.thinking is not None else {}),
        **({"output_config": output} if output else {}),
        **sampling,
        **others,
    }
    unmarked = _unmarked(wire)
    names = (*named_in(request, PLACES), *said.dropped, *plan.dropped, *offer.dropped, *unsampled, *left, *unmarked)
    return wire, tuple(dict.fromkeys(names))


def _shaped(format: Format | None, row: Abilities) -> _Shape:
    if format is None or format.kind == "text":
        return _Shape()
    schema = lowered(format.schema) if row.formats and format.schema is not None else None
    return _Shape({"type": "json_schema", "schema": schema}) if schema is not None else _Shape(tool=hidden_tool(format))


def _thoughtless(messages: list[dict[str, Any]]) -> bool:
    """Is a tool's result answered whose call came without the thought before it? With a budget to think, that is refused."""
    last = messages[-1]["content"][0] if messages and messages[-1]["content"] else {}
    return last.get("type") == "tool_result" and len(messages) > 1 and messages[-2]["content"][0]["type"] not in _THOUGHTS


def _offered(request: ChatRequest, row: Abilities, plan: Plan, shape: _Shape) -> _Tools:
    """The tools, and what of them must be called."""
    choice, dropped = request.tool_choice, list[str]()
    names = choice.names if choice is not None else ()
    several = len(names) > 1 or (choice is not None and choice.mode == "auto" and bool(names))
    tools = [
        _tool(index, tool, row, dropped)
        for index, tool in enumerate(request.tools)
        if tool.kind == "function" and (not several or tool.name in names)
    ]
    if names and not {tool["name"] for tool in tools} & set(names):  # those he names are of a kind that has no place here
        choice = ToolChoice("auto")
        dropped.append("tool_choice")
    if not tools and (undeclared := _undeclared(request)):  # a conversation with calls in it needs tools
        tools, choice = undeclared, ToolChoice("none")
    hidden = shape.tool if choice is None or choice.mode != "required" else None  # that answer is a call: it has no form to keep
    if hidden is None:
        if choice is not None and choice.mode == "required" and (plan.on or not row.forced):
            choice = ToolChoice("auto")
            dropped.append("tool_choice")
        return _Tools(tools, write_choice(choice, request.parallel_tool_calls if tools else None, own=False), dropped=dropped)
    alone = not tools or (choice is not None and choice.mode == "none")
    asks = None
    if plan.on or not row.forced:
        choice, asks = ToolChoice("auto"), asking_for(hidden)
    else:
        choice = ToolChoice("required", (hidden.name,) if alone else ())
    tools = [*tools, write_tool(hidden, own=False)]
    return _Tools(tools, write_choice(choice, False if alone else request.parallel_tool_calls, own=False), asks, dropped)


def _tool(index: int, tool: Tool, row: Abilities, dropped: list[str]) -> Wire:
    if tool.strict:
        schema = _held(tool.schema or {"type": "object", "additionalProperties": False}) if row.formats else None
        if schema is not None:
            return write_tool(replace(tool, schema=schema), own=False)
        dropped.append(f"tools[{index}].strict")
    return write_tool(replace(tool, schema=arguments(tool.schema), strict=None), own=False)


def _undeclared(request: ChatRequest) -> list[Wire]:
    """The tools that were called before, of which nothing but the name is known."""
    names = dict.fromkeys(called_by(request.messages).values())
    if not names and any(isinstance(part, ToolResult) for message in request.messages for part in message.parts):
        return []  # a result without its call is told as words
    return [write_tool(Tool(name, schema={"type": "object"}), own=False) for name in names]


def _sampled(request: ChatRequest, row: Abilities, plan: Plan) -> tuple[dict[str, Any], list[str]]:
    """Temperature and its like, as far as the model takes them; those it has to keep to anyway are no loss."""
    warmth, mass, count = request.temperature, request.top_p, request.top_k
    wire: dict[str, Any] = {}
    if row.sampling != "none" and not plan.on:
        wire = {"temperature": None if warmth is None else min(max(warmth, 0), 1), "top_p": mass, "top_k": count}
        if row.sampling == "either" and warmth is not None:
            wire["top_p"] = None
    wire = {name: value for name, value in wire.items() if value is not None}
    asked = {"temperature": warmth, "top_p": mass, "top_k": count}
    return wire, [name for name, value in asked.items() if value is not None and name not in wire and value != 1]


def _others(request: ChatRequest) -> tuple[dict[str, Any], list[str]]:
    wire: dict[str, Any] = {}
    dropped: list[str] = []
    if request.stop is not None:
        stops = [stop for stop in request.stop if stop.strip()]
        if len(stops) < len(request.stop):
            dropped.append("stop")
        if stops:
            wire["stop_sequences"] = stops
    if request.user is not None:
        if request.user and not _EMAIL.fullmatch(request.user) and not _PHONE.fullmatch(request.user):
            wire["metadata"] = {"user_id": request.user}
        else:  # Anthropic asks that nobody can be known by it
            dropped.append("user")
    if request.service_tier is not None:
        tier = _TIERS.get(request.service_tier)
        wire |= {"service_tier": tier} if tier else {}
        dropped += [] if tier else ["service_tier"]
    if request.stream:
        wire["stream"] = True
    return wire, dropped


def _unmarked(wire: dict[str, Any]) -> list[str]:
    """Only so many cache markers are taken. The last ones reach furthest, so the first ones go."""
    marked = [block for block in (*wire.get("tools", ()), *wire.get("system", ())) if "cache_control" in block]
    for message in wire["messages"]:
        for block in message["content"]:
            inner = block.get("content")
            if type(inner) is list:
                marked += [one for one in inner if "cache_control" in one]
            if "cache_control" in block:
                marked.append(block)
    for block in marked[:-MOST_MARKERS]:
        del block["cache_control"]
    return ["cache_control"] if len(marked) > MOST_MARKERS else []
