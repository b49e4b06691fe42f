"""What of a question has a place on a wire, as data: what is dropped is named by it, and docs/wires.md is made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

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
    ToolResult,
    Unknown,
    Url,
    Video,
)

# Carried: it means there what it meant here. Adapted: it is said in the nearest way the wire has. Anything else is dropped.
Fate = Literal["carried", "adapted"]
Places = Mapping[str, Fate]
Names = Callable[[ChatRequest], Iterator[str]]  # the places of one request where it uses a feature


class Feature(Struct, frozen=True):
    """Something a question can ask for or contain."""

    name: str
    says: str
    found: Names


def named_in(request: ChatRequest, places: Places) -> tuple[str, ...]:
    """What of a question from another wire has no place on this one: fields by name, parts by where they stand."""
    lost = [name for feature in FEATURES if feature.name not in places for name in feature.found(request)]
    return tuple(dict.fromkeys([*lost, *_extras(request)]))


def _field(name: str, says: str) -> Feature:
    def found(request: ChatRequest) -> Iterator[str]:
        if getattr(request, name) is not None:
            yield name

    return Feature(name, says, found)


def _where(name: str, says: str, test: Callable[[ChatRequest], bool], place: str = "") -> Feature:
    def found(request: ChatRequest) -> Iterator[str]:
        if test(request):
            yield place or name

    return Feature(name, says, found)


def _tool(name: str, says: str, test: Callable[[Tool], bool], field: str = "") -> Feature:
    def found(request: ChatRequest) -> Iterator[str]:
        return (f"tools[{index}]{field}" for index, tool in enumerate(request.tools) if test(tool))

    return Feature(name, says, found)


def _message(name: str, says: str, test: Callable[[Message], bool], field: str) -> Feature:
    def found(request: ChatRequest) -> Iterator[str]:
        return (f"messages[{index}]{field}" for index, message in enumerate(request.messages) if test(message))

    return Feature(name, says, found)


def _part(name: str, says: str, test: Callable[[Part], bool], field: str = "") -> Feature:
    def found(request: ChatRequest) -> Iterator[str]:
        return (
            f"messages[{index}].content[{place}]{field}"
            for index, message in enumerate(request.messages)
            for place, part in enumerate(message.parts)
            if test(part)
        )

    return Feature(name, says, found)


def _in_result(test: Callable[[Part], bool]) -> Callable[[Part], bool]:
    return lambda part: isinstance(part, ToolResult) and any(test(inner) for inner in part.parts)


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
    _field("parallel_tool_calls", "whether tools may be called together"),
    _message("name", "the name of who speaks", lambda message: message.name is not None, ".name"),
    _part("image_url", "a picture by its address", lambda part: isinstance(part, Image) and isinstance(part.source, Url)),
    _part("image_data", "a picture in the request", lambda part: isinstance(part, Image) and isinstance(part.source, Data)),
    _part("image_detail", "how closely to look at a picture", lambda part: isinstance(part, Image) and part.detail is not None, ".detail"),
    _part("document_url", "a document by its address", lambda part: isinstance(part, Document) and isinstance(part.source, Url)),
    _part("document_data", "a document in the request", lambda part: isinstance(part, Document) and isinstance(part.source, Data)),
    _part("audio_data", "a sound in the request", lambda part: isinstance(part, Audio)),
    _part("video", "a video", lambda part: isinstance(part, Video)),
    _part(
        "file_id",
        "a file the provider already has",
        lambda part: isinstance(part, Image | Audio | Document | Video) and isinstance(part.source, FileId),
    ),
    _part("tool_result_image", "a picture a tool gave", _in_result(lambda part: isinstance(part, Image))),
    _part("tool_result_document", "a document a tool gave", _in_result(lambda part: isinstance(part, Document))),
    _part("tool_result_failed", "that a tool failed", lambda part: isinstance(part, ToolResult) and bool(part.failed), ".is_error"),
    _part("cache", "a cache marker on a part", lambda part: getattr(part, "cache", None) is not None, ".cache_control"),
    _part("refusal", "a refusal said before", lambda part: isinstance(part, Refusal)),
    _part("reasoning", "unsigned thoughts of before", lambda part: isinstance(part, Reasoning) and part.signer is None),
    _part("citations", "citations said before", lambda part: isinstance(part, Text) and bool(part.annotations), ".annotations"),
    _part("unknown", "a part of a kind nobody knows", lambda part: isinstance(part, Unknown)),
)


def _extras(request: ChatRequest) -> Iterator[str]:
    """What its own wire said beside all that: no other wire has words for it."""
    yield from (name for name, value in request.extra.items() if value is not None)
    for index, tool in enumerate(request.tools):
        if tool.kind != "native":
            yield from (f"tools[{index}].{name}" for name in tool.extra)
    for index, message in enumerate(request.messages):
        yield from (f"messages[{index}].{name}" for name in message.extra)
        for place, part in enumerate(message.parts):
            yield from (f"messages[{index}].content[{place}].{name}" for name in getattr(part, "extra", ()))
