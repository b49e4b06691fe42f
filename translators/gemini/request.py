"""A question, both ways. Model and streaming are in the address on this wire, not in the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from translators.canonical import ChatRequest, Message, Tool, ToolChoice
from translators.crossing import named_in
from translators.framing import json_text
from translators.gemini.abilities import Abilities, abilities
from translators.gemini.calls import written
from translators.gemini.gathering import is_anothers
from translators.gemini.generation import read_generation, write_generation
from translators.gemini.messages import (
    lost,
    read_contents,
    read_instructions,
    write_content,
    write_conversation,
    write_instructions,
)
from translators.gemini.places import PLACES
from translators.gemini.problems import WIRE
from translators.gemini.spelling import camel, kept, known, many, respelled
from translators.gemini.tools import read_choice, read_tools, unheld, write_choice, write_tools
from translators.gemini.usual import usual
from translators.hidden_answer import hidden_tool
from translators.names import GEMINI, spelled
from translators.translator import Wire

_CONFIG, _TOOLS, _CHOICE = "generationConfig", "tools", "toolConfig"


def read_request(wire: Wire) -> ChatRequest:
    """A question that `peek_request` has let in. What is spelled in one of several ways is kept as it was, for this wire."""
    seen: dict[str, str] = {}
    beside = {name: value for name, value in wire.items() if name not in _spellings(_CONFIG, _TOOLS, _CHOICE)}
    said = {"contents": beside.pop("contents")} if usual(beside.get("contents")) else {}
    rest = camel(beside, seen) | said
    form: dict[str, str] = {}
    model = rest.pop("model", "")
    fields: dict[str, Any] = {}
    messages: list[Message] = []
    instructions, contents = rest.pop("systemInstruction", None), rest.pop("contents", None)
    if instructions is not None:
        messages.append(read_instructions(instructions))
    form |= {"contents": "one"} if isinstance(contents, dict) else {}
    messages += read_contents(many(contents))
    given = {name: next((wire[key] for key in _spellings(name) if wire.get(key) is not None), None) for name in (_CONFIG, _TOOLS, _CHOICE)}
    for name, value in given.items():
        if value is not None:
            form[name] = written(value)
            if name not in wire:
                seen[name] = next(key for key in _spellings(name) if key in wire)
            more, beside = _read(name, value)
            fields |= more
            rest |= {f"{name}.{key}": inner for key, inner in beside.items()}
    form |= {"spelling": kept(seen)} if seen else {}
    return ChatRequest(model=model if isinstance(model, str) else "", messages=tuple(messages), wire=WIRE, extra=rest, form=form, **fields)


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, and the names of what could not cross."""
    return (_written(request), ()) if request.wire == WIRE else _crossed(request)


def _spellings(*names: str) -> tuple[str, ...]:
    snake = {_CONFIG: "generation_config", _TOOLS: _TOOLS, _CHOICE: "tool_config"}
    return tuple(dict.fromkeys(word for name in names for word in (name, snake[name])))


def _read(name: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our fields of one of the three, and what has no place among them."""
    if name == _TOOLS:
        return {"tools": read_tools(value)}, {}
    if name == _CONFIG:
        return read_generation(camel(value))
    rest = dict(camel(value))
    calling = rest.get("functionCallingConfig")
    choice = read_choice(calling) if isinstance(calling, dict) else None
    if choice is None:
        return {}, rest
    more = {key: inner for key, inner in rest.pop("functionCallingConfig").items() if key not in ("mode", "allowedFunctionNames")}
    return {"tool_choice": choice}, rest | ({"functionCallingConfig": more} if more else {})


def _written(request: ChatRequest) -> Wire:
    """For its own wire: all of it, as it was spelled as long as it still means that."""
    able = abilities(request.model)
    messages = request.messages
    wire: dict[str, Any] = {}
    if messages and messages[0].role == "system":
        wire["systemInstruction"] = write_instructions(messages[0])
        messages = messages[1:]
    contents = [write_content(message) for message in messages if not is_anothers(message)]
    wire["contents"] = contents[0] if request.form.get("contents") == "one" and len(contents) == 1 else contents
    beside: dict[str, dict[str, Any]] = {_CONFIG: {}, _CHOICE: {}}
    for name, value in request.extra.items():
        outer, dot, inner = name.partition(".")
        if dot and outer in beside:
            beside[outer][inner] = value
        else:
            wire[name] = value
    seen = known(request.form.get("spelling"))
    wire = respelled(wire, seen)
    fresh = {
        _CONFIG: {**write_generation(request, able, formatted=True, own=True)[0], **beside[_CONFIG]},
        _TOOLS: write_tools(request.tools, able, own=True),
        _CHOICE: _joined(
            {"functionCallingConfig": write_choice(request.tool_choice, (), able)} if request.tool_choice else {}, beside[_CHOICE]
        ),
    }
    for name, value in fresh.items():
        given = _as_given(name, request)
        if given is not None or value:
            wire[seen.get(name, name)] = value if given is None else given
    return wire


def _as_given(name: str, request: ChatRequest) -> Any:
    """As the caller wrote it, if it means what the request says now."""
    text = request.form.get(name)
    if text is None:
        return None
    value = json_text.decode(text.encode())
    fields, beside = _read(name, value)
    same = all(getattr(request, field) == inner for field, inner in fields.items())
    unsaid = all(getattr(request, field) in (None, ()) for field in _FIELDS[name] if field not in fields)
    return value if same and unsaid and all(request.extra.get(f"{name}.{key}") == inner for key, inner in beside.items()) else None


_FIELDS = {
    _CONFIG: (
        "max_tokens", "temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed", "n", "logprobs", "top_logprobs",
        "stop", "modalities", "thinking", "audio", "format",
    ),
    _TOOLS: ("tools",),
    _CHOICE: ("tool_choice",),
}  # fmt: skip


def _crossed(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """From another wire: only what this one understands."""
    able = abilities(request.model)
    request = spelled(request, GEMINI)
    tools, choice, formatted = _answering(request, able)
    config, refused = write_generation(request, able, formatted=formatted, own=False)
    instructions, contents = write_conversation(request.messages, able)
    wire: dict[str, Any] = {"contents": contents}
    if instructions:
        wire["systemInstruction"] = {"parts": instructions}
    if config:
        wire[_CONFIG] = config
    if functions := write_tools(tools, able, own=False):
        wire[_TOOLS] = functions
        if calling := write_choice(choice, [tool for tool in tools if tool.kind == "function"], able):
            wire[_CHOICE] = {"functionCallingConfig": calling}
    named = [*named_in(request, PLACES), *refused, *lost(request.messages), *unheld(request.tools, able)]
    return wire, tuple(dict.fromkeys(named))


def _answering(request: ChatRequest, able: Abilities) -> tuple[tuple[Tool, ...], ToolChoice | None, bool]:
    """The tools, the choice, and whether the form of the answer is asked for as such.

    Older models refuse functions beside an answer in JSON. There the answer is the call of one more function, and some function
    must be called; where none may be, none is offered.
    """
    functions = any(tool.kind == "function" for tool in request.tools)
    if request.format is None or request.format.kind == "text" or able.mixes or not functions:
        return request.tools, request.tool_choice, True
    if request.tool_choice is not None and request.tool_choice.mode == "none":
        return (), None, True
    answer = hidden_tool(request.format)
    choice = request.tool_choice or ToolChoice("auto")
    names = choice.names
    if choice.mode == "required" and not names:
        names = tuple(tool.name for tool in request.tools if tool.kind == "function")
    elif choice.mode == "auto" and names:
        names = (*names, answer.name)
    return (*request.tools, replace(answer, strict=None)), ToolChoice("required", names), False


def _joined(ours: dict[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(ours)
    for key, value in beside.items():
        joined[key] = {**joined[key], **value} if isinstance(joined.get(key), dict) and isinstance(value, dict) else value
    return joined
