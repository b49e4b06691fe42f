"""The hot path of a request: what the gateway must know of it, and the same bytes for another model."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from translators.framing.nesting import too_deep
from translators.openai_chat.check import check_request
from translators.shapes import LONGEST_MODEL
from translators.translator import Envelope

# These shapes are what almost every request looks like; they are checked while decoding, in C. A body that does not fit
# them is judged by check.py, which is slower, knows the rarer forms, and names the field that is wrong.
Flag = bool | None
Word = str | None
Number = float | None
Whole = int | None
Anything = dict[str, Raw] | None


class _ImageUrl(Struct, gc=False):
    url: str
    detail: Word = None


class _InputAudio(Struct, gc=False):
    data: str
    format: Word = None


class _Text(Struct, tag_field="type", tag="text", gc=False):
    text: str


class _Image(Struct, tag_field="type", tag="image_url", gc=False):
    image_url: _ImageUrl


class _Audio(Struct, tag_field="type", tag="input_audio", gc=False):
    input_audio: _InputAudio


class _File(Struct, tag_field="type", tag="file", gc=False):
    file: dict[str, str | None]


class _Refusal(Struct, tag_field="type", tag="refusal", gc=False):
    refusal: str


class _Function(Struct, gc=False):
    name: str
    arguments: str


class _Call(Struct, gc=False):
    id: str
    type: Literal["function"]
    function: _Function


class _System(Struct, tag_field="role", tag="system", gc=False):
    content: str | list[_Text]
    name: Word = None


class _Developer(Struct, tag_field="role", tag="developer", gc=False):
    content: str | list[_Text]
    name: Word = None


class _User(Struct, tag_field="role", tag="user", gc=False):
    content: str | list[_Text | _Image | _Audio | _File]
    name: Word = None


class _Assistant(Struct, tag_field="role", tag="assistant", gc=False):
    content: str | list[_Text | _Refusal] | None = None
    tool_calls: list[_Call] | None = None
    name: Word = None
    refusal: Word = None
    audio: Anything = None
    function_call: _Function | None = None


class _Tool(Struct, tag_field="role", tag="tool", gc=False):
    content: str | list[_Text]
    tool_call_id: str
    name: Word = None


class _Definition(Struct, gc=False):
    name: str
    description: Word = None
    parameters: Anything = None
    strict: Flag = None


class _ToolRow(Struct, gc=False):
    type: Literal["function"]
    function: _Definition


class _Kind(Struct, gc=False):
    type: str


class _StreamOptions(Struct, gc=False):
    include_usage: Flag = None


class _Request(Struct, gc=False):
    model: Annotated[str, Meta(min_length=1, max_length=LONGEST_MODEL)]
    messages: Annotated[list[_System | _Developer | _User | _Assistant | _Tool], Meta(min_length=1)]
    stream: Flag = None
    stream_options: _StreamOptions | None = None
    max_tokens: Whole = None
    max_completion_tokens: Whole = None
    n: Annotated[int, Meta(ge=1)] | None = None
    user: Word = None
    service_tier: Word = None
    temperature: Number = None
    top_p: Number = None
    frequency_penalty: Number = None
    presence_penalty: Number = None
    stop: str | list[str] | None = None
    seed: Whole = None
    tools: list[_ToolRow] | None = None
    tool_choice: str | dict[str, Raw] | None = None
    functions: list[_Definition] | None = None
    function_call: str | dict[str, Raw] | None = None
    parallel_tool_calls: Flag = None
    response_format: _Kind | None = None
    logprobs: Flag = None
    top_logprobs: Whole = None
    logit_bias: dict[str, float] | None = None
    modalities: list[str] | None = None
    audio: Anything = None
    prediction: Anything = None
    metadata: dict[str, str] | None = None
    store: Flag = None
    reasoning_effort: Word = None
    verbosity: Word = None
    prompt_cache_key: Word = None
    safety_identifier: Word = None
    web_search_options: Anything = None


_decode = msgspec.json.Decoder(_Request).decode
_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode
_WITH_USAGE = Raw(b'{"include_usage":true}')
_TRUE = Raw(b"true")


def peek_request(body: bytes) -> Envelope:
    """What the gateway must know. Raises Problem(INVALID_REQUEST) that names the field at fault."""
    try:
        request = _decode(body)
        if not body.isascii():
            str(body, "utf-8")  # decoding skips over what it does not know without a look at its encoding
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return check_request(body)
    if not request.model.isprintable() or too_deep(body):
        return check_request(body)
    options = request.stream_options
    stream = request.stream is True
    longest = [most for most in (request.max_tokens, request.max_completion_tokens) if most is not None]
    return Envelope(
        model=request.model,
        stream=stream,
        wants_usage=stream and options is not None and options.include_usage is True,
        max_tokens=max(longest) if longest else None,  # servers differ in which of the two they look at
        n=request.n or 1,
        user=request.user,
        tier=request.service_tier,
    )


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request for the provider's own name of the model. Every other value stays the bytes it was.

    A stream is always asked for its usage. A field written twice leaves once, as what was checked: its last value.
    """
    fields = _fields(body)
    if envelope.model != model:
        fields["model"] = Raw(_encode(model))
    if envelope.stream and not envelope.wants_usage:
        fields["stream_options"] = _asking_for_usage(fields.get("stream_options"))
    forwarded = _encode(fields)
    return body if forwarded == body else forwarded


def _asking_for_usage(options: Raw | None) -> Raw:
    if options is None or bytes(options) == b"null":
        return _WITH_USAGE
    return Raw(_encode(_fields(options) | {"include_usage": _TRUE}))
