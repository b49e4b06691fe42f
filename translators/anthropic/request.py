"""A question, both ways. Messages live in messages.py, tools in tools.py; what comes from other wires in crossed.py."""

from __future__ import annotations

from typing import Any

from translators.anthropic.crossed import write_crossed
from translators.anthropic.messages import FIELD, read_message, read_system, write_content, write_message
from translators.anthropic.problems import WIRE
from translators.anthropic.thinking import read_thinking
from translators.anthropic.tools import read_choice, read_tool, write_choice, write_tool
from translators.canonical import ChatRequest, Format
from translators.translator import Wire

_SAME = ("max_tokens", "temperature", "top_p", "top_k", "service_tier")  # they mean the same here and inside, by name


def read_request(wire: Wire) -> ChatRequest:
    """A question that `peek_request` has let in."""
    rest = dict(wire)
    form: dict[str, Any] = {}
    known: dict[str, Any] = {name: rest.pop(name) for name in _SAME if rest.get(name) is not None}
    messages = [read_message(message) for message in rest.pop("messages")]
    if isinstance(rest.get("system"), str | list):
        messages.insert(0, read_system(rest.pop("system")))
    if isinstance(rest.get("stop_sequences"), list):
        known["stop"] = tuple(rest.pop("stop_sequences"))
    if isinstance(rest.get("stream"), bool):
        form["stream"] = "said"
        known["stream"] = known["wants_usage"] = rest.pop("stream")
    _read_tools(rest, known, form)
    _read_user(rest, known)
    _read_output(rest, known, form)
    return ChatRequest(model=rest.pop("model", ""), messages=tuple(messages), wire=WIRE, extra=rest, form=form, **known)


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and the names of what could not cross."""
    if request.wire != WIRE:
        return write_crossed(request)
    extra, form = dict(request.extra), request.form
    wire: dict[str, Any] = {"model": request.model, "messages": []}
    for message in request.messages:
        if message.form.get("place") == FIELD:
            wire["system"] = write_content(message)
        else:
            wire["messages"].append(write_message(message))
    wire |= {name: value for name in _SAME if (value := getattr(request, name)) is not None}
    if request.stop is not None:
        wire["stop_sequences"] = list(request.stop)
    if request.stream or "stream" in form:
        wire["stream"] = request.stream
    if request.tools or form.get("tools") == "none":
        typed = form.get("typed", {})
        wire["tools"] = [{**typed.get(place, {}), **write_tool(tool, own=True)} for place, tool in enumerate(request.tools)]
    choice = write_choice(request.tool_choice, request.parallel_tool_calls, own=True)
    if choice is not None:
        wire["tool_choice"] = choice
    if request.user is not None:
        wire["metadata"] = {"user_id": request.user, **(extra.pop("metadata", None) or {})}
    return {**wire, **_write_output(request, extra), **extra}, ()


def _read_tools(rest: dict[str, Any], known: dict[str, Any], form: dict[str, Any]) -> None:
    if isinstance(rest.get("tools"), list):
        tools = rest.pop("tools")
        form["typed"] = {place: {"type": tool["type"]} for place, tool in enumerate(tools) if tool.get("type", "") in (None, "custom")}
        known["tools"] = tuple(map(read_tool, tools))
        if not known["tools"]:
            form["tools"] = "none"
    read = read_choice(rest.get("tool_choice"))
    if read is not None:
        del rest["tool_choice"]
        known["tool_choice"], known["parallel_tool_calls"] = read


def _read_user(rest: dict[str, Any], known: dict[str, Any]) -> None:
    match rest.get("metadata"):
        case {"user_id": str() as user, **more}:
            known["user"] = user
            del rest["metadata"]
            if more:
                rest["metadata"] = more
        case _:
            return


def _read_output(rest: dict[str, Any], known: dict[str, Any], form: dict[str, Any]) -> None:
    """How the answer is to be: its form, and what the model does before it."""
    output = rest.pop("output_config") if isinstance(rest.get("output_config"), dict) else None
    more = dict(output or {})
    thinking = read_thinking(rest.get("thinking"), more.get("effort"))
    if thinking is not None:
        known["thinking"] = thinking
        if "thinking" in thinking.extra:
            del rest["thinking"]
        if isinstance(more.get("effort"), str):
            more.pop("effort")
            form["effort"] = str((output or {})["effort"])
    for place, fields in (("output_config", more), ("output_format", rest)):
        name = "format" if place == "output_config" else "output_format"
        read = _read_format(fields.get(name))
        if read is not None:
            del fields[name]
            known["format"], form["format"] = read, place
            break
    if more or (output is not None and not output):
        rest["output_config"] = more


def _read_format(wire: Any) -> Format | None:
    if not isinstance(wire, dict) or wire.get("type") != "json_schema" or not isinstance(wire.get("schema"), dict):
        return None
    extra = {name: value for name, value in wire.items() if name not in ("type", "schema")}
    return Format("json_schema", schema=wire["schema"], strict=True, extra=extra)


def _write_output(request: ChatRequest, extra: dict[str, Any]) -> dict[str, Any]:
    wire: dict[str, Any] = {}
    output = extra.pop("output_config", None)
    given = dict(output or {})
    if request.thinking is not None and "thinking" in request.thinking.extra:
        wire["thinking"] = request.thinking.extra["thinking"]
    if "effort" in request.form:
        given["effort"] = request.form["effort"]
    if request.format is not None:
        spelled = {"type": request.format.kind, "schema": request.format.schema, **request.format.extra}
        if request.form.get("format") == "output_format":
            wire["output_format"] = spelled
        else:
            given["format"] = spelled
    return {**wire, "output_config": given} if given or output is not None else wire
