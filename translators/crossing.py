"""What of a question has a place on a wire, as data: what is dropped is named by it, and docs/wires.md is made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from translators.canonical import (
    Audio,
    ChatRequest,
    Data,
    Document,
    FileId,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Unknown,
    Url,
    Video,
)

# Carried: it means there what it meant here. Adapted: it is said in the nearest way the wire has. Anything else is dropped.
Fate = Literal["carried", "adapted"]
Places = Mapping[str, Fate]


class Feature(Struct, frozen=True):
    """Something a question can ask for or contain."""

    name: str
    says: str
    level: Literal["request", "tool", "message", "part"]
    test: Callable[[Any], bool]  # does this request, tool, message or part use it?
    field: str = ""  # where in it, when not all of it
    kinds: tuple[type, ...] = ()  # of part that can

    def found(self, request: ChatRequest) -> list[str]:
        """The places of one request where it is used."""
        kinds = dict.fromkeys(self.kinds, (self,))
        return list(_named(_Lost({self.level: (self,)}, kinds), request, _odd(request.messages)))


def named_in(request: ChatRequest, places: Places) -> tuple[str, ...]:
    """What of a question from another wire has no place on this one: fields by name, parts by where they stand."""
    odd = _odd(request.messages)
    return tuple(dict.fromkeys([*_named(_lost(frozenset(places)), request, odd), *_extras(request, odd)]))


Placed = Sequence[tuple[int, int, Part]]  # parts with where they stand: of which message, and where in it


class _Lost(Struct, frozen=True):
    """The features a wire has no place for, so arranged that one look at each thing is enough."""

    by_level: Mapping[str, tuple[Feature, ...]]
    by_part: Mapping[type, tuple[Feature, ...]]


@cache
def _lost(carried: frozenset[str]) -> _Lost:
    missing = [feature for feature in FEATURES if feature.name not in carried]
    levels: dict[str, tuple[Feature, ...]] = {}
    parts: dict[type, tuple[Feature, ...]] = {}
    for feature in missing:
        levels[feature.level] = (*levels.get(feature.level, ()), feature)
        for kind in feature.kinds:
            parts[kind] = (*parts.get(kind, ()), feature)
    return _Lost(levels, parts)


def _named(lost: _Lost, request: ChatRequest, odd: Placed) -> Iterator[str]:
    """A name is put together only for what is lost: a long conversation has many places, and nearly all of them are fine."""
    for feature in lost.by_level.get("request", ()):
        if feature.test(request):
            yield feature.field
    for feature in lost.by_level.get("tool", ()):
        for index, tool in enumerate(request.tools):
            if feature.test(tool):
                yield f"tools[{index}]{feature.field}"
    for feature in lost.by_level.get("message", ()):
        for index, message in enumerate(request.messages):
            if feature.test(message):
                yield f"messages[{index}]{feature.field}"
    for index, place, part in odd:
        for feature in lost.by_part.get(type(part), ()):
            if feature.test(part):
                yield f"messages[{index}].content[{place}]{feature.field}"


def _odd(messages: Sequence[Message]) -> Placed:
    """All parts but words alone, and calls of functions alone, which most are: every wire has a place for these."""
    odd: list[tuple[int, int, Part]] = []
    for index, message in enumerate(messages):
        for place, part in enumerate(message.parts):
            if type(part) is Text:
                if part.cache is None and not part.annotations and not part.extra:
                    continue
            elif type(part) is ToolCall and not part.extra:
                continue
            odd.append((index, place, part))
    return odd


def _field(name: str, says: str) -> Feature:
    return Feature(name, says, "request", lambda request: getattr(request, name) is not None, name)


def _where(name: str, says: str, test: Callable[[ChatRequest], bool], field: str = "") -> Feature:
    return Feature(name, says, "request", test, field or name)


def _tool(name: str, says: str, test: Callable[[Tool], bool], field: str = "") -> Feature:
    return Feature(name, says, "tool", test, field)


def _message(name: str, says: str, test: Callable[[Message], bool], field: str) -> Feature:
    return Feature(name, says, "message", test, field)


def _part(name: str, says: str, kinds: tuple[type, ...], test: Callable[[Any], bool], field: str = "") -> Feature:
    return Feature(name, says, "part", test, field, kinds)


def _source(kind: type) -> Callable[[Any], bool]:
    return lambda part: isinstance(part.source, kind)


def _holds(kind: type) -> Callable[[ToolResult], bool]:
    return lambda result: any(isinstance(part, kind) for part in result.parts)


def _always(_: Part) -> bool:
    return True


FEATURES: tuple[Feature, ...] = (
    _field("max_tokens", "the longest answer"),
    _field("temperature", "temperature"),
    _field("top_p", "nucleus sampling"),
    _field("top_k", "sampling from the k likeliest"),
    _field("frequency_penalty", "frequency penalty"),
    _field("presence_penalty", "presence penalty"),
    _field("seed", "seed"),
    _field("stop", "stop sequences"),
    _where("n", "several answers", lambda request: request.n is not None and request.n > 1),
    _where("logprobs", "log probabilities", lambda request: bool(request.logprobs)),
    _where("top_logprobs", "log probabilities of alternatives", lambda request: bool(request.top_logprobs)),
    _where("modalities", "answers that are not text", lambda request: request.modalities not in (None, ("text",))),
    _field("audio", "the voice of an answer"),
    _field("user", "the end user's id"),
    _field("metadata", "metadata"),
    _field("service_tier", "service tier"),
    _field("verbosity", "how long an answer should be"),
    _field("prompt_cache_key", "which questions share a cached beginning"),
    _where(
        "thinking",
        "how much to think",
        lambda request: request.thinking is not None and (request.thinking.effort, request.thinking.budget) != (None, None),
        "reasoning_effort",
    ),
    _where(
        "json_object",
        "an answer that is JSON",
        lambda request: request.format is not None and request.format.kind == "json_object",
        "response_format",
    ),
    _where(
        "json_schema",
        "an answer that fits a schema",
        lambda request: request.format is not None and request.format.kind == "json_schema",
        "response_format",
    ),
    _tool("tools", "tools that are functions", lambda tool: tool.kind == "function"),
    _tool("custom_tools", "tools that take free text", lambda tool: tool.kind == "custom"),
    _tool("native_tools", "tools of the provider's own", lambda tool: tool.kind == "native"),
    _tool("strict_tools", "arguments that surely fit the schema", lambda tool: tool.strict is True, ".strict"),
    _tool("tool_cache", "a cache marker on a tool", lambda tool: tool.cache is not None, ".cache_control"),
    _field("tool_choice", "which tool must be called"),
    _where(
        "tool_choice_names",
        "several tools of which one must be called",
        lambda request: request.tool_choice is not None and len(request.tool_choice.names) > 1,
        "tool_choice",
    ),
    _where("parallel_tool_calls", "that tools are called one at a time", lambda request: request.parallel_tool_calls is False),
    _message("name", "the name of who speaks", lambda message: message.name is not None, ".name"),
    _part("image_url", "a picture by its address", (Image,), _source(Url)),
    _part("image_data", "a picture in the request", (Image,), _source(Data)),
    _part("image_detail", "how closely to look at a picture", (Image,), lambda part: part.detail is not None, ".detail"),
    _part("document_url", "a document by its address", (Document,), _source(Url)),
    _part("document_data", "a document in the request", (Document,), _source(Data)),
    _part("audio_data", "a sound in the request", (Audio,), _always),
    _part("video", "a video", (Video,), _always),
    _part("file_id", "a file the provider already has", (Image, Audio, Document, Video), _source(FileId)),
    _part("tool_result_image", "a picture a tool gave", (ToolResult,), _holds(Image)),
    _part("tool_result_document", "a document a tool gave", (ToolResult,), _holds(Document)),
    _part("tool_result_failed", "that a tool failed", (ToolResult,), lambda part: bool(part.failed), ".is_error"),
    _part(
        "cache",
        "a cache marker on a part",
        (Text, Image, Document, ToolResult),
        lambda part: part.cache is not None,
        ".cache_control",
    ),
    _part("refusal", "a refusal said before", (Refusal,), _always),
    _part("reasoning", "unsigned thoughts of before", (Reasoning,), lambda part: part.signer is None),
    _part("citations", "citations said before", (Text,), lambda part: bool(part.annotations), ".annotations"),
    _part("unknown", "a part of a kind nobody knows", (Unknown,), _always),
)


def _extras(request: ChatRequest, odd: Placed) -> Iterator[str]:
    """What its own wire said beside all that: no other wire has words for it. What is empty says nothing."""
    yield from _saying(request.extra)
    for index, tool in enumerate(request.tools):
        if tool.extra and tool.kind != "native":
            yield from (f"tools[{index}].{name}" for name in _saying(tool.extra))
    for index, message in enumerate(request.messages):
        if message.extra:
            yield from (f"messages[{index}].{name}" for name in _saying(message.extra))
    for index, place, part in odd:
        if extra := getattr(part, "extra", None):
            yield from (f"messages[{index}].content[{place}].{name}" for name in _saying(extra))


def _saying(extra: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, value in extra.items() if value is not None and value not in ("", []))
