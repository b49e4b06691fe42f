"""Which tools are called, and with what arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from proxy.mock.hearing import results, words
from proxy.mock.schema.fits import fits
from proxy.mock.schema.refs import Json, UnsatisfiableError
from proxy.mock.schema.satisfy import satisfy
from translators.canonical import ChatRequest, Kind, Problem, Tool, ToolCall

ASKED = re.compile(r"\bcall\s+`?([\w-]+)`?", re.IGNORECASE)


class Wanted(Struct, frozen=True):
    """A tool to be called, and the arguments the caller dictated, if any."""

    tool: Tool
    dictated: Json = None


def wanted(request: ChatRequest, *, eager: bool = False) -> tuple[Wanted, ...]:
    """The calls to make. An eager model calls every tool it may, once."""
    choice = request.tool_choice
    if choice is not None and choice.mode == "none":
        return ()
    forced = choice is not None and choice.mode == "required"
    if not forced and (not request.tools or results(request)):
        return ()
    allowed = _allowed(request)
    found = _asked(request, allowed)
    if not found and eager:
        found = tuple(map(Wanted, allowed))
    if not found and forced:
        found = (Wanted(allowed[0]),)
    return found[:1] if request.parallel_tool_calls is False else found


def write(each: Wanted, id: str, text: str) -> ToolCall:
    """The call itself. Its arguments satisfy the tool's schema."""
    tool = each.tool
    if tool.kind == "custom":
        return ToolCall(id, tool.name, text, kind="custom")
    if tool.schema is None:
        return ToolCall(id, tool.name, encode({} if each.dictated is None else each.dictated))
    try:
        if each.dictated is not None and fits(each.dictated, tool.schema, tool.schema):
            return ToolCall(id, tool.name, encode(each.dictated))
        return ToolCall(id, tool.name, encode(satisfy(tool.schema)))
    except UnsatisfiableError as error:
        message = f"tools: the mock cannot write arguments for {tool.name!r}: {error}"
        raise Problem(Kind.INVALID_REQUEST, message, param="tools") from error


def encode(value: Json) -> str:
    """JSON as models write it."""
    return json.dumps(value, ensure_ascii=False)


def _allowed(request: ChatRequest) -> tuple[Tool, ...]:
    """The tools the caller's choice leaves."""
    tools: Mapping[str, Tool] = {tool.name: tool for tool in request.tools}
    names = request.tool_choice.names if request.tool_choice is not None else ()
    for name in names:
        if name not in tools:
            raise Problem(Kind.INVALID_REQUEST, f"tool_choice: there is no tool {name!r} in tools", param="tool_choice")
    if not tools:
        raise Problem(Kind.INVALID_REQUEST, "tool_choice: a tool must be called, and tools names none", param="tool_choice")
    return tuple(tools[name] for name in names) or tuple(tools.values())


def _asked(request: ChatRequest, allowed: tuple[Tool, ...]) -> tuple[Wanted, ...]:
    """The tools the user's text names: `call get_weather`, or `call get_weather {"city": "Paris"}`."""
    text = next((words(message.parts) for message in reversed(request.messages) if message.role == "user"), "")
    tools = {tool.name: tool for tool in allowed}
    return tuple(Wanted(tools[match[1]], _dictated(text[match.end() :].lstrip())) for match in ASKED.finditer(text) if match[1] in tools)


def _dictated(text: str) -> Json:
    if not text.startswith("{"):
        return None
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (json.JSONDecodeError, RecursionError):
        return None
