"""A question, both ways. Its items live in items.py and history.py, its tools in tools.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from msgspec.structs import replace

from translators.canonical import ChatRequest, Format, Message, Text, Thinking
from translators.crossing import named_in
from translators.effort import effort_of, nearest
from translators.names import OPENAI, spelled
from translators.openai_models import Model
from translators.openai_responses.abilities import abilities_of
from translators.openai_responses.history import write_history
from translators.openai_responses.ids import user_id
from translators.openai_responses.items import read_items
from translators.openai_responses.places import PLACES
from translators.openai_responses.problems import WIRE
from translators.openai_responses.tools import read_choice, read_tool, write_choice, write_tool
from translators.translator import Wire

LEAST = 16  # tokens; OpenAI refuses a limit below
SEALED = "reasoning.encrypted_content"
LOGPROBS = "message.output_text.logprobs"
# Fields that mean the same here and inside, by name.
_SAME = ("parallel_tool_calls", "temperature", "top_p", "metadata", "service_tier", "prompt_cache_key")
# What concerns only the caller and its own wire, or asks for what is the case anyway.
_BESIDE = ("store", "include", "stream_options", "stream")
_USUAL: Mapping[str, Any] = {"truncation": "disabled", "background": False, "top_logprobs": 0}
_TIERS = frozenset({"auto", "default", "flex", "scale", "priority", "fast", "ultrafast"})
_UNNAMEABLE = re.compile(r"[^a-zA-Z0-9_-]")  # in the name of a schema
_UNMARKED = {name: fate for name, fate in PLACES.items() if name != "cache"}  # for a model that only caches by itself
_KINDS = ("text", "json_object", "json_schema")
_JSON = "Answer with a JSON object."  # OpenAI refuses to be asked for JSON by a conversation that does not speak of it


def read_request(wire: Wire) -> ChatRequest:
    """A question that `peek_request` has let in."""
    rest = dict(wire)
    form: dict[str, Any] = {}
    model, asked = rest.pop("model", ""), rest.pop("input", None)
    messages = (Message("user", (Text(asked),)),) if isinstance(asked, str) else read_items(asked or ())
    if isinstance(asked, str) or asked is None:
        form["input"] = asked
    if isinstance(rest.get("instructions"), str):
        messages = (Message("system", (Text(rest.pop("instructions")),), form={"place": "instructions"}), *messages)
    known: dict[str, Any] = {name: rest.pop(name) for name in _SAME if rest.get(name) is not None}
    if rest.get("max_output_tokens") is not None:
        known["max_tokens"] = rest.pop("max_output_tokens")
    for name in ("user", "safety_identifier"):
        if isinstance(rest.get(name), str) and "user" not in known:
            known["user"], form["user"] = rest.pop(name), name
    _read_logprobs(rest, known)
    _read_tools(rest, known, form)
    _read_text(rest, known, form)
    _read_thinking(rest, known)
    if rest.get("stream") is True:
        known["stream"] = rest.pop("stream")
    form["beside"] = {name: rest.pop(name) for name, value in wire.items() if name in rest and _says_nothing(name, value)}
    return ChatRequest(model=model, messages=messages, wants_usage=True, wire=WIRE, extra=rest, form=form, **known)


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and the names of what could not cross."""
    if request.wire == WIRE:
        return _write_own(request), ()
    abilities = abilities_of(request.model)
    request = spelled(request, OPENAI)
    dropped = [*named_in(request, PLACES if abilities.breakpoints else _UNMARKED)]
    items, lost = write_history(request.messages, own=False, caching=abilities.breakpoints)
    wire: dict[str, Any] = {"model": request.model, "input": items, "store": False}
    if request.max_tokens is not None:
        wire["max_output_tokens"] = max(request.max_tokens, LEAST)
    if request.metadata is not None:
        wire["metadata"] = request.metadata
    if request.service_tier in _TIERS:
        wire["service_tier"] = request.service_tier
    elif request.service_tier is not None:
        dropped.append("service_tier")
    if request.prompt_cache_key is not None:
        wire["prompt_cache_key"] = request.prompt_cache_key
    if request.user is not None:
        wire["user"] = user_id(request.user)
    wire |= _write_tools(request, dropped) | _write_text(_unless_unusual(request, abilities, dropped), False)
    wire |= _write_thinking(request.thinking, abilities, dropped)
    wire |= _write_sampling(request, abilities, wire.get("reasoning", {}).get("effort"), dropped)
    if wire.get("text", {}).get("format", {}).get("type") == "json_object" and not _speaks_of_json(request):
        items.append({"role": "developer", "content": _JSON})
    include = [SEALED] * abilities.sealed + [LOGPROBS] * ("top_logprobs" in wire)
    if include:
        wire["include"] = include
    if request.stream:
        wire["stream"] = True
    return wire, tuple(dict.fromkeys([*dropped, *lost]))


def _write_own(request: ChatRequest) -> dict[str, Any]:
    form, messages = request.form, request.messages
    wire: dict[str, Any] = {"model": request.model}
    if messages and messages[0].form.get("place") == "instructions":
        wire["instructions"] = "".join(part.text for part in messages[0].parts if isinstance(part, Text))
        messages = messages[1:]
    asked = form.get("input", ...)
    match messages:
        case (Message("user", (Text(text),)),) if asked == text:
            wire["input"] = text
        case () if asked is None:
            pass
        case _:
            wire["input"] = write_history(messages, own=True, caching=True)[0]
    wire |= {name: value for name in _SAME if (value := getattr(request, name)) is not None}
    fields = (("max_output_tokens", request.max_tokens), (form.get("user", "user"), request.user), ("top_logprobs", request.top_logprobs))
    wire |= {name: value for name, value in fields if value is not None}
    if request.tools:
        spelled = form.get("tools")
        kept = isinstance(spelled, list) and tuple(map(read_tool, spelled)) == request.tools
        wire["tools"] = spelled if kept else [write_tool(tool, True) for tool in request.tools]
    if request.tool_choice is not None:
        wire["tool_choice"] = write_choice(request.tool_choice, request.tools, True)
    if request.thinking is not None:
        effort = {} if request.thinking.effort is None else {"effort": request.thinking.effort}
        wire["reasoning"] = {**request.thinking.extra, **effort}
    wire |= dict(form.get("beside") or {})
    wire |= dict(request.extra) | _write_text(request, True)
    return wire | ({"stream": True} if request.stream else {})


def _says_nothing(name: str, value: Any) -> bool:
    """Nothing that another wire would have to be told."""
    return name in _BESIDE or value in ([], {}) or (name in _USUAL and value == _USUAL[name])


def _read_logprobs(rest: dict[str, Any], known: dict[str, Any]) -> None:
    asked = rest.get("include")
    if isinstance(asked, list) and LOGPROBS in asked:
        known["logprobs"] = True
    if isinstance(rest.get("top_logprobs"), int) and rest["top_logprobs"] > 0:
        known |= {"logprobs": True, "top_logprobs": rest.pop("top_logprobs")}


def _read_tools(rest: dict[str, Any], known: dict[str, Any], form: dict[str, Any]) -> None:
    if rest.get("tools"):
        form["tools"] = rest.pop("tools")
        known["tools"] = tuple(map(read_tool, form["tools"]))
    if rest.get("tool_choice") is not None:
        known["tool_choice"] = read_choice(rest.pop("tool_choice"))


def _read_text(rest: dict[str, Any], known: dict[str, Any], form: dict[str, Any]) -> None:
    """What shape the answer must have, and how long-winded it may be."""
    wire = rest.get("text")
    if not isinstance(wire, dict):
        return
    text = dict(rest.pop("text"))
    form["text"] = wire
    if isinstance(text.get("verbosity"), str):
        known["verbosity"] = text.pop("verbosity")
    format = text.get("format")
    if isinstance(format, dict) and str(format.get("type")) in _KINDS:
        known["format"] = _read_format(text.pop("format"))
    if text:
        rest["text"] = text


def _read_format(wire: Wire) -> Format:
    types = {"name": str, "description": str, "schema": dict, "strict": bool}
    fields = {name: wire[name] for name, type in types.items() if isinstance(wire.get(name), type)}
    extra = {name: value for name, value in wire.items() if name != "type" and name not in fields}
    return Format(cast(Literal["text", "json_object", "json_schema"], wire["type"]), **fields, extra=extra)


def _read_thinking(rest: dict[str, Any], known: dict[str, Any]) -> None:
    wire = rest.get("reasoning")
    if not isinstance(wire, dict):
        return
    del rest["reasoning"]
    effort = wire.get("effort")
    extra = {name: value for name, value in wire.items() if name != "effort" or not isinstance(value, str)}
    shown = True if wire.get("summary") or wire.get("generate_summary") else None
    known["thinking"] = Thinking(effort if isinstance(effort, str) else None, None, extra, shown)


def _write_tools(request: ChatRequest, dropped: list[str]) -> dict[str, Any]:
    """Without tools there is no choice among them."""
    tools = [tool for tool in request.tools if tool.kind != "native"]
    if not tools:
        if request.tool_choice is not None and request.tool_choice.mode == "required":
            dropped.append("tool_choice")
        return {}
    wire: dict[str, Any] = {"tools": [write_tool(tool, False) for tool in tools]}
    if request.tool_choice is not None:
        wire["tool_choice"] = write_choice(request.tool_choice, tools, False)
    if request.parallel_tool_calls is not None:
        wire["parallel_tool_calls"] = request.parallel_tool_calls
    return wire


def _write_text(request: ChatRequest, own: bool) -> dict[str, Any]:
    format, text = request.format, dict(request.extra.get("text") or {}) if own else {}
    if format is not None:
        fields = (("name", format.name), ("description", format.description), ("schema", format.schema), ("strict", format.strict))
        wire = {"type": format.kind, **{name: value for name, value in fields if value is not None}, **(format.extra if own else {})}
        if not own and format.kind == "json_schema":  # both are required
            wire = {"schema": {}} | wire | {"name": _UNNAMEABLE.sub("_", format.name or "")[:64] or "answer"}
        text["format"] = wire
    if request.verbosity is not None:
        text["verbosity"] = request.verbosity
    return {"text": text} if text or (own and "text" in request.form) else {}


def _unless_unusual(request: ChatRequest, abilities: Model, dropped: list[str]) -> ChatRequest:
    """Most models answer at medium length, and refuse to be told anything else."""
    if request.verbosity is None or abilities.terse:
        return request
    dropped += ["verbosity"] if request.verbosity != "medium" else []
    return replace(request, verbosity=None)


def _write_thinking(thinking: Thinking | None, abilities: Model, dropped: list[str]) -> dict[str, Any]:
    if thinking is None:
        return {}
    effort = thinking.effort
    if effort is None and thinking.budget is not None:
        effort = effort_of(thinking.budget)
    if not abilities.efforts:
        dropped += ["reasoning_effort"] if effort not in (None, "none") else []
        return {}
    word = None if effort is None else nearest(effort, abilities.efforts)
    if effort is not None and word is None:
        dropped.append("reasoning_effort")
    wire = {} if word is None else {"effort": word}
    if thinking.shown and word != "none":
        wire["summary"] = "auto"
    return {"reasoning": wire} if wire else {}


def _write_sampling(request: ChatRequest, abilities: Model, effort: str | None, dropped: list[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {"temperature": request.temperature, "top_p": request.top_p}
    if request.logprobs:
        asked["top_logprobs"] = request.top_logprobs or 0
    asked = {name: value for name, value in asked.items() if value is not None}
    if abilities.takes_sampling(effort):
        return asked
    dropped += ["logprobs" if name == "top_logprobs" else name for name in asked]
    return {}


def _speaks_of_json(request: ChatRequest) -> bool:
    texts = (part.text for message in request.messages for part in message.parts if isinstance(part, Text))
    return any("json" in text.lower() for text in texts)
