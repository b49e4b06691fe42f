"""The hot path of a request: what the gateway must know of it, and the same bytes for another model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from translators.anthropic.check import check_count, check_request
from translators.anthropic.request import read_request, write_request
from translators.framing import json_text
from translators.framing.nesting import too_deep
from translators.seals import MARK
from translators.shapes import LONGEST_MODEL
from translators.translator import Envelope

# These shapes are what almost every request looks like; they are checked while decoding, in C. A body that does not fit
# them is judged by check.py, which is slower, knows the rarer forms, and names the field that is wrong.
Flag = bool | None
Word = str | None
Number = float | None
Whole = int | None
Anything = dict[str, Raw] | None


class _Text(Struct, tag_field="type", tag="text", gc=False):
    text: str
    cache_control: Anything = None


class _Inline(Struct, tag_field="type", tag="base64", gc=False):
    media_type: str
    data: str


class _Url(Struct, tag_field="type", tag="url", gc=False):
    url: str


class _File(Struct, tag_field="type", tag="file", gc=False):
    file_id: str


class _Plain(Struct, tag_field="type", tag="text", gc=False):
    data: str


class _Image(Struct, tag_field="type", tag="image", gc=False):
    source: _Inline | _Url | _File
    cache_control: Anything = None


class _Document(Struct, tag_field="type", tag="document", gc=False):
    source: _Inline | _Url | _File | _Plain
    title: Word = None
    context: Word = None
    cache_control: Anything = None


class _Thinking(Struct, tag_field="type", tag="thinking", gc=False):
    thinking: str
    signature: Word = None


class _Redacted(Struct, tag_field="type", tag="redacted_thinking", gc=False):
    data: str


class _Call(Struct, tag_field="type", tag="tool_use", gc=False):
    id: str
    name: str
    input: dict[str, Raw]


class _Result(Struct, tag_field="type", tag="tool_result", gc=False):
    tool_use_id: str
    content: str | list[_Text | _Image | _Document] | None = None
    is_error: Flag = None
    cache_control: Anything = None


_Blocks = list[_Text | _Image | _Document | _Thinking | _Redacted | _Call | _Result]


class _Message(Struct, gc=False):
    role: Literal["user", "assistant", "system"]
    content: str | _Blocks


class _Tool(Struct, gc=False):
    name: str
    input_schema: dict[str, Raw]
    type: Literal["custom"] | None = None


class _Kind(Struct, gc=False):
    type: str


class _ToolChoice(Struct, gc=False):
    type: Literal["auto", "any", "none"]


class _Metadata(Struct, gc=False):
    user_id: Word = None


class _Adaptive(Struct, tag_field="type", tag="adaptive", gc=False):
    pass


class _Disabled(Struct, tag_field="type", tag="disabled", gc=False):
    pass


class _Enabled(Struct, tag_field="type", tag="enabled", gc=False):
    budget_tokens: int


class _Output(Struct, gc=False):
    effort: Word = None
    format: _Kind | None = None


class _Count(Struct, gc=False):
    model: Annotated[str, Meta(min_length=1, max_length=LONGEST_MODEL)]
    messages: Annotated[list[_Message], Meta(min_length=1)]
    max_tokens: Whole = None
    system: str | list[_Text] | None = None
    stream: Flag = None
    temperature: Number = None
    top_p: Number = None
    top_k: Whole = None
    stop_sequences: list[str] | None = None
    tools: list[_Tool] | None = None
    tool_choice: _ToolChoice | None = None
    thinking: _Adaptive | _Disabled | _Enabled | None = None
    output_config: _Output | None = None
    output_format: _Kind | None = None
    metadata: _Metadata | None = None
    service_tier: Word = None
    cache_control: Anything = None
    mcp_servers: list[dict[str, Raw]] | None = None


class _Request(_Count, kw_only=True, gc=False):
    max_tokens: int


_decode = msgspec.json.Decoder(_Request).decode
_decode_count = msgspec.json.Decoder(_Count).decode
_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode
_SEALED = f'"{MARK}'.encode()


def peek_request(body: bytes) -> Envelope:
    """What the gateway must know. Raises Problem(INVALID_REQUEST) that names the field at fault."""
    return _peek(body, _decode, check_request)


def peek_count(body: bytes) -> Envelope:
    """The same of a request to count, which has no answer."""
    return _peek(body, _decode_count, check_count)


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request for the provider's own name of the model. Every other value stays the bytes it was.

    Unless there is a thought in it that another maker signed: this wire carried it for the caller, but no model of it takes it.
    """
    if _SEALED in body:
        wire, _ = write_request(read_request(json_text.decode(body)))
        return json_text.encode({**wire, "model": model})
    fields = _fields(body)
    if envelope.model != model:
        fields["model"] = Raw(_encode(model))
    forwarded = _encode(fields)
    return body if forwarded == body else forwarded


def _peek(body: bytes, decode: Callable[[bytes], _Count | _Request], check: Callable[[bytes], Envelope]) -> Envelope:
    try:
        request = decode(body)
        if not body.isascii():
            str(body, "utf-8")  # decoding skips over what it does not know without a look at its encoding
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return check(body)
    if not request.model.isprintable() or too_deep(body):
        return check(body)
    return Envelope(
        model=request.model,
        stream=request.stream is True,
        wants_usage=True,
        max_tokens=request.max_tokens,
        user=None if request.metadata is None else request.metadata.user_id,
        tier=request.service_tier,
    )
