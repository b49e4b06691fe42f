"""Which tools are called, and with what arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct

from proxy.mock.hearing import heard, results, words
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
    if not allowed and forced:
        raise Problem(Kind.INVALID_REQUEST, "tool_choice: a tool must be called, and tools names none", param="tool_choice")
    found = _asked(request, allowed)
    if not found and eager:
        found = tuple(map(Wanted, allowed))
    if not found and forced:
        found = (Wanted(allowed[0]),)
    return found[:1] if request.parallel_tool_calls is False or legacy(request) else found


def write(each: Wanted, id: str, request: ChatRequest) -> ToolCall:
    """The call itself. Its arguments satisfy the tool's schema; a tool that takes text is told what the user said."""
    name = each.tool.name
    if each.tool.kind == "custom":
        return ToolCall(id, name, heard(request), kind="custom")
    if legacy(request):
        return ToolCall("", name, _arguments(each), kind="legacy")
    return ToolCall(id, name, _arguments(each))


def legacy(request: ChatRequest) -> bool:
    """Whether the caller wants the one `function_call` of old."""
    return request.form.get("tools") == "functions"


def _arguments(each: Wanted) -> str:
    schema = {"type": "object"} if each.tool.schema is None else each.tool.schema
    try:
        if each.dictated is not None and fits(each.dictated, schema, schema):
            return encode(each.dictated)
        return encode(satisfy(schema))
    except UnsatisfiableError as error:
        message = f"tools: the mock cannot write arguments for {each.tool.name!r}: {error}"
        raise Problem(Kind.INVALID_REQUEST, message, param="tools") from error


def encode(value: Json) -> str:
    """JSON as models write it."""
    return json.dumps(value, ensure_ascii=False)


def _allowed(request: ChatRequest) -> tuple[Tool, ...]:
    """The tools the caller's choice leaves."""
    tools: Mapping[str, Tool] = {tool.name: tool for tool in request.tools if tool.kind != "native"}
    names = request.tool_choice.names if request.tool_choice is not None else ()
    for name in names:
        if name not in tools:
            raise Problem(Kind.INVALID_REQUEST, f"tool_choice: there is no tool {name!r} in tools", param="tool_choice")
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
