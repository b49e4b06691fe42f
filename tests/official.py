"""Is it what the official SDKs know? Bodies of requests, replies and frames against the types of openai, anthropic and google-genai."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from types import GenericAlias
from typing import Any

from google.genai import types as google
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

Wire = Mapping[str, Any]
# OpenAI takes items of its own that come back without an id, as who keeps nothing sends them.
_FORGIVEN: dict[tuple[Any, Any], dict[str, Any]] = {
    ("reasoning", None): {"id": "rs_1"},
    ("message", "assistant"): {"id": "msg_1", "status": "completed"},
}
WORDS = {
    "type",
    "object",
    "role",
    "status",
    "finish_reason",
    "stop_reason",
    "finishReason",
    "reason",
    "thoughtSignature",
    "data",
    "modality",
}
_GOOD: set[Any] = set()  # shapes of frames that were found good
SHOWN = 3  # of what is wrong with one body
SAMPLING = {"temperature", "top_p", "top_k"}  # older Claude models take what the SDK's newest types have no more
LONG = 60  # the name of a union is all of its members


class GeminiQuestion(BaseModel):
    """The body of generateContent, put together of the SDK's own types; the model is in the path."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True, val_json_bytes="base64")

    contents: list[google.Content]
    system_instruction: google.Content | None = None
    tools: list[google.Tool] | None = None
    tool_config: google.ToolConfig | None = None
    safety_settings: list[google.SafetySetting] | None = None
    generation_config: google.GenerationConfig | None = None
    cached_content: str | None = None
    labels: dict[str, str] | None = None
    service_tier: str | None = None
    store: bool | None = None


def _completed(item: dict[str, Any]) -> dict[str, Any]:
    known = _FORGIVEN.get((item.get("type"), item.get("role")), {})
    return item if isinstance(item.get("content"), str) else known | item


_GEMINI = TypeAdapter(GeminiQuestion)


def wrong_question(wire: str, body: Wire, *, strict: bool = True, beta: bool = False) -> list[str]:
    """What the SDK of a wire would not have sent. Strictly: no field that it does not know."""
    if wire == "gemini":
        return _wrong_json(_GEMINI, {name: value for name, value in body.items() if name not in ("model", "stream")})
    if wire == "openai_responses" and isinstance(body.get("input"), list):
        body = {**body, "input": [_completed(item) for item in body["input"]]}
    if wire == "anthropic":
        body = {name: value for name, value in body.items() if name not in SAMPLING}
    return _wrong(_questions(wire, strict, beta, bool(body.get("stream"))), [body])


def wrong_reply(wire: str, body: Wire) -> list[str]:
    """What the SDK of a wire would not have understood of a whole reply."""
    return _wrong_json(_replies(wire), body)


def wrong_frame(wire: str, body: Wire) -> list[str]:
    """What the SDK of a wire would not have understood of one frame."""
    shape = (wire, _shape(body))
    if shape in _GOOD:
        return []
    found = _wrong_json(_frames(wire), body)
    if not found:
        _GOOD.add(shape)
    return found


@cache
def _questions(wire: str, strict: bool, beta: bool, streamed: bool) -> TypeAdapter[Any]:
    chosen: Any
    match wire:
        case "openai_chat":
            from openai.types.chat import completion_create_params as chat  # noqa: PLC0415  slow to import, and not always needed

            chosen = chat.CompletionCreateParamsStreaming if streamed else chat.CompletionCreateParamsNonStreaming
        case "openai_responses":
            from openai.types.responses import response_create_params as responses  # noqa: PLC0415  as above

            chosen = responses.ResponseCreateParamsStreaming if streamed else responses.ResponseCreateParamsNonStreaming
        case _ if beta:
            from anthropic.types.beta import message_create_params as later  # noqa: PLC0415  as above

            chosen = later.MessageCreateParamsStreaming if streamed else later.MessageCreateParamsNonStreaming
        case _:
            from anthropic.types import message_create_params as messages  # noqa: PLC0415  as above

            chosen = messages.MessageCreateParamsStreaming if streamed else messages.MessageCreateParamsNonStreaming
    listed: Any = GenericAlias(list, (chosen,))  # in a list, or pydantic would let no config be given
    return TypeAdapter(listed, config=ConfigDict(extra="forbid" if strict else "ignore"))


@cache
def _replies(wire: str) -> TypeAdapter[Any]:
    match wire:
        case "openai_chat":
            from openai.types.chat import ChatCompletion  # noqa: PLC0415  as above

            return TypeAdapter(ChatCompletion)
        case "openai_responses":
            from openai.types.responses import Response  # noqa: PLC0415  as above

            return TypeAdapter(Response)
        case "anthropic":
            from anthropic.types import Message  # noqa: PLC0415  as above

            return TypeAdapter(Message)
        case _:
            return TypeAdapter(google.GenerateContentResponse)


@cache
def _frames(wire: str) -> TypeAdapter[Any]:
    match wire:
        case "openai_chat":
            from openai.types.chat import ChatCompletionChunk  # noqa: PLC0415  as above

            return TypeAdapter(ChatCompletionChunk)
        case "openai_responses":
            from openai.types.responses import ResponseStreamEvent  # noqa: PLC0415  as above

            return TypeAdapter(ResponseStreamEvent)
        case "anthropic":
            from anthropic.types import RawMessageStreamEvent  # noqa: PLC0415  as above

            return TypeAdapter(RawMessageStreamEvent)
        case _:
            return TypeAdapter(google.GenerateContentResponse)


def _wrong(adapter: TypeAdapter[Any], value: Any) -> list[str]:
    try:
        return list(_unknown(adapter.validate_python(value)))
    except ValidationError as error:
        return list(_told(error))


def _wrong_json(adapter: TypeAdapter[Any], value: Any) -> list[str]:
    try:
        adapter.validate_json(json.dumps(value))  # their bytes are base64 only in JSON
    except ValidationError as error:
        return list(_told(error))
    return []


def _unknown(value: Any) -> Iterator[str]:
    """An iterable is looked at only as it is gone through; the SDK's own replies, which may be sent back, bear anything."""
    match value:
        case dict():
            for inner in value.values():
                yield from _unknown(inner)
        case BaseModel():
            yield from (f"{type(value).__name__}.{name}: unknown" for name in value.model_extra or ())
        case str() | bytes() | int() | float() | None:
            pass
        case _ if hasattr(value, "__iter__"):
            for inner in value:
                yield from _unknown(inner)


def _shape(value: Any, name: str = "") -> Any:
    """What the types look at: fields, kinds of values, and the words that are given. Frames are many, and mostly alike."""
    match value:
        case dict():
            return tuple((inner, _shape(value[inner], inner)) for inner in sorted(value))
        case list():
            return tuple({_shape(inner) for inner in value})
        case str():
            return value if name in WORDS else str
        case _:
            return type(value)


def _told(error: ValidationError) -> Iterator[str]:
    """The deepest first, and nothing of the members of a union that say by their type that they were not meant."""
    errors = error.errors(include_url=False)
    others = [one["loc"][:-1] for one in errors if one["type"] == "literal_error" and one["loc"][-1:] in (("type",), ("role",))]
    meant = [one for one in errors if not any(one["loc"][: len(other)] == other for other in others)]
    for one in sorted(meant or errors, key=lambda one: -len(one["loc"]))[:SHOWN]:
        where = ".".join(str(step) for step in one["loc"] if len(str(step)) < LONG)
        yield f"{where}: {one['msg']} ({str(one['input'])[:80]})"
