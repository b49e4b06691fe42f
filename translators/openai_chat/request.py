"""A question, both ways. Messages live in messages.py, tools in tools.py."""

from __future__ import annotations

import json
from typing import Any, Literal, cast

from translators.canonical import ChatRequest, Format, Message, Thinking, ToolResult
from translators.canonical.chat import Form
from translators.effort import effort_of
from translators.openai_chat.arrival import arrived
from translators.openai_chat.arrival import longest as longest_of
from translators.openai_chat.messages import read_message, write_message
from translators.openai_chat.problems import WIRE
from translators.openai_chat.tools import read_choice, read_tool, write_choice, write_tool
from translators.translator import Wire

# Fields that mean the same here and inside, by name.
_SAME = (
    "parallel_tool_calls", "temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed", "n", "logprobs",
    "top_logprobs", "audio", "metadata", "service_tier", "verbosity", "prompt_cache_key",
)  # fmt: skip
USERS = ("user", "safety_identifier")  # an older and a newer name of the same
_KINDS = ("text", "json_object", "json_schema")
_CALLERS = ("stream", "stream_options", "store")  # what the caller wants of its own side: no loss on another wire


def read_request(wire: Wire) -> ChatRequest:
    """A question that `peek_request` has let in."""
    rest = dict(wire)
    form: dict[str, str] = {}
    model, messages = rest.pop("model", ""), rest.pop("messages")
    known: dict[str, Any] = {name: rest.pop(name) for name in _SAME if rest.get(name) is not None}
    _read_user(rest, known, form)
    if isinstance(rest.get("modalities"), list):
        known["modalities"] = tuple(rest.pop("modalities"))
    _read_length(rest, known, form)
    _read_stop(rest, known, form)
    _read_stream(rest, known, form)
    _read_tools(rest, known, form)
    _read_format(rest, known)
    _read_thinking(rest, known, form)
    return ChatRequest(model=model, messages=tuple(map(read_message, messages)), wire=WIRE, extra=rest, form=form, **known)


def write_request(request: ChatRequest, *, longest: str | None = None) -> tuple[Wire, tuple[str, ...]]:
    """The question, and the names of what could not cross. `longest`: this server's name for the limit of an answer, if it insists."""
    own = request.wire == WIRE
    dropped: tuple[str, ...] = ()
    if not own:
        request, dropped = arrived(request)
        longest = longest or longest_of(request.model)
    form = request.form
    messages = _one_by_one(request.messages) if own else request.messages  # another wire's are so already
    wire: dict[str, Any] = {"model": request.model, "messages": [write_message(message, own) for message in messages]}
    wire |= {name: value for name in _SAME if (value := getattr(request, name)) is not None}
    if request.user is not None:
        wire[form.get("user", "user")] = request.user
    if request.modalities is not None:
        wire["modalities"] = list(request.modalities)
    if request.max_tokens is not None:
        wire[form.get("max_tokens", longest or "max_completion_tokens")] = request.max_tokens
    if request.stop is not None:
        wire["stop"] = request.stop[0] if form.get("stop") == "string" and len(request.stop) == 1 else list(request.stop)
    wire |= _write_tools(request, form, own) | _write_format(request.format) | _write_thinking(request.thinking, form)
    extra = dict(request.extra)
    if request.stream:
        options = extra.pop("stream_options", None)
        wire |= {"stream": True, "stream_options": {**(options or {}), "include_usage": True}}
    return wire | extra | _callers(form, request.stream), dropped


def _read_user(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    for name in USERS:
        if rest.get(name) is not None:
            known["user"], form["user"] = rest.pop(name), name
            return


def _read_length(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    for name in ("max_completion_tokens", "max_tokens"):
        if rest.get(name) is not None:
            known["max_tokens"], form["max_tokens"] = rest.pop(name), name
            return


def _read_stop(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    match rest.get("stop"):
        case str() as word:
            known["stop"], form["stop"] = (word,), "string"
        case list() as words:
            known["stop"] = tuple(words)
        case _:
            return
    del rest["stop"]


def _read_stream(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    streamed = rest.get("stream") is True
    for name in _CALLERS:
        if name in rest and not (streamed and name != "store"):
            form[name] = json.dumps(rest.pop(name))
    if not streamed:
        return
    known["stream"] = rest.pop("stream")
    options = rest.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage") is True:
        known["wants_usage"] = True
        more = {name: value for name, value in rest.pop("stream_options").items() if name != "include_usage"}
        if more:
            rest["stream_options"] = more


def _callers(form: Form, streamed: bool) -> dict[str, Any]:
    return {name: json.loads(form[name]) for name in _CALLERS if name in form and not (streamed and name != "store")}


def _read_tools(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    if rest.get("tools"):
        known["tools"] = tuple(map(read_tool, rest.pop("tools")))
    elif rest.get("functions"):
        form["tools"] = "functions"
        known["tools"] = tuple(read_tool({"type": "function", "function": function}) for function in rest.pop("functions"))
    for name in ("tool_choice", "function_call"):
        if rest.get(name) is not None and "tool_choice" not in known:
            known["tool_choice"], form["tool_choice"] = read_choice(rest.pop(name)), name


def _write_tools(request: ChatRequest, form: Form, own: bool) -> dict[str, Any]:
    wire: dict[str, Any] = {}
    tools = [write_tool(tool) for tool in request.tools]
    if tools and form.get("tools") == "functions":
        wire["functions"] = [tool["function"] for tool in tools]
    elif tools:
        wire["tools"] = tools
    if request.tool_choice is not None:
        custom = () if own else {tool.name for tool in request.tools if tool.kind == "custom"}
        wire[form.get("tool_choice", "tool_choice")] = write_choice(request.tool_choice, own, custom)
    return wire


def _read_format(rest: dict[str, Any], known: dict[str, Any]) -> None:
    wire = rest.get("response_format")
    if not isinstance(wire, dict) or wire.get("type") not in _KINDS:
        return
    kind = cast(Literal["text", "json_object", "json_schema"], wire["type"])
    inner = wire.get("json_schema")
    inner = inner if isinstance(inner, dict) and kind == "json_schema" else {}
    types = {"name": str, "description": str, "schema": dict, "strict": bool}
    fields = {name: inner[name] for name, type in types.items() if isinstance(inner.get(name), type)}
    more = {name: value for name, value in inner.items() if name not in fields}
    extra = {name: value for name, value in wire.items() if name != "type" and not (name == "json_schema" and inner)}
    known["format"] = Format(kind, **fields, extra=extra | {"json_schema": more} if more else extra)
    del rest["response_format"]


def _write_format(format: Format | None) -> dict[str, Any]:
    if format is None:
        return {}
    extra = dict(format.extra)
    fields = (("name", format.name), ("description", format.description), ("schema", format.schema), ("strict", format.strict))
    inner = {name: value for name, value in fields if value is not None} | (extra.pop("json_schema", None) or {})
    return {"response_format": {"type": format.kind, **({"json_schema": inner} if inner else {}), **extra}}


def _read_thinking(rest: dict[str, Any], known: dict[str, Any], form: dict[str, str]) -> None:
    effort, thinking = rest.get("reasoning_effort"), rest.get("reasoning")
    if isinstance(effort, str):
        known["thinking"] = Thinking(effort)
        del rest["reasoning_effort"]
    elif isinstance(thinking, dict):  # OpenRouter
        del rest["reasoning"]
        word, budget = thinking.get("effort"), thinking.get("max_tokens")
        taken = {"effort"} if isinstance(word, str) else set()
        taken |= {"max_tokens"} if isinstance(budget, int) else set()
        more = {name: value for name, value in thinking.items() if name not in taken}
        form["thinking"] = "reasoning"
        known["thinking"] = Thinking(word if "effort" in taken else None, budget if "max_tokens" in taken else None, more)


def _write_thinking(thinking: Thinking | None, form: Form) -> dict[str, Any]:
    if thinking is None:
        return {}
    if form.get("thinking") == "reasoning":
        fields = (("effort", thinking.effort), ("max_tokens", thinking.budget))
        return {"reasoning": {name: value for name, value in fields if value is not None} | dict(thinking.extra)}
    effort = thinking.effort
    if effort is None and thinking.budget is not None:
        effort = effort_of(thinking.budget)
    return {} if effort is None else {"reasoning_effort": effort}


def _one_by_one(messages: tuple[Message, ...]) -> list[Message]:
    """This wire answers each call with a message of its own."""
    turns: list[Message] = []
    for message in messages:
        results = [part for part in message.parts if isinstance(part, ToolResult)]
        others = tuple(part for part in message.parts if not isinstance(part, ToolResult))
        if message.role == "tool" and len(results) == 1 and not others:
            turns.append(message)
            continue
        turns += [Message("tool", (result,)) for result in results]
        if others or not results:
            turns.append(Message("user" if message.role == "tool" else message.role, others, message.name, message.extra, message.form))
    return turns
