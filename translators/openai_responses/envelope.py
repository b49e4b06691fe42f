"""The hot path of a request: what the gateway must know of it, and the same bytes for another model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from translators.framing.nesting import too_deep
from translators.openai_responses.check import check_request
from translators.shapes import LONGEST_MODEL
from translators.translator import Envelope

# These shapes are what almost every request looks like; they are checked while decoding, in C. A body that does not fit
# them is judged by check.py, which is slower, knows the rarer forms, and names the field that is wrong.
Flag = bool | None
Word = str | None
Number = float | None
Whole = int | None
Anything = dict[str, Raw] | None


class _Part(Struct, gc=False):
    type: str
    text: Word = None
    refusal: Word = None
    image_url: Word = None
    file_id: Word = None
    file_url: Word = None
    file_data: Word = None
    filename: Word = None
    detail: Word = None


class _Words(Struct, gc=False):
    text: str


class _Item(Struct, gc=False):
    type: Word = None
    role: Literal["user", "assistant", "system", "developer"] | None = None
    content: str | list[_Part] | None = None
    call_id: Word = None
    name: Word = None
    arguments: Word = None
    input: Word = None
    output: str | list[_Part] | None = None
    id: Word = None
    summary: list[_Words] | None = None
    encrypted_content: Word = None


class _Tool(Struct, gc=False):
    type: str
    name: Word = None
    description: Word = None
    parameters: Anything = None
    strict: Flag = None


class _Reasoning(Struct, gc=False):
    effort: Word = None
    summary: Word = None


class _Format(Struct, gc=False):
    type: str
    name: Word = None
    schema: Anything = None


class _Text(Struct, gc=False):
    format: _Format | None = None
    verbosity: Word = None


class _Request(Struct, gc=False):
    model: Annotated[str, Meta(min_length=1, max_length=LONGEST_MODEL)]
    input: str | list[_Item]
    instructions: Word = None
    stream: Flag = None
    stream_options: Anything = None
    max_output_tokens: Whole = None
    max_tool_calls: Whole = None
    metadata: dict[str, str] | None = None
    parallel_tool_calls: Flag = None
    previous_response_id: Word = None
    prompt: Anything = None
    reasoning: _Reasoning | None = None
    service_tier: Word = None
    store: Flag = None
    background: Flag = None
    temperature: Number = None
    top_p: Number = None
    top_logprobs: Whole = None
    text: _Text | None = None
    tools: list[_Tool] | None = None
    tool_choice: str | dict[str, Raw] | None = None
    include: list[str] | None = None
    truncation: Word = None
    user: Word = None
    safety_identifier: Word = None
    prompt_cache_key: Word = None
    conversation: str | dict[str, Raw] | None = None


_decode = msgspec.json.Decoder(_Request).decode
_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


def peek_request(body: bytes) -> Envelope:
    """What the gateway must know. Raises Problem(INVALID_REQUEST) that names the field at fault."""
    try:
        request = _decode(body)
        if not body.isascii():
            str(body, "utf-8")  # decoding skips over what it does not know without a look at its encoding
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return check_request(body)
    items = request.input
    usual = type(items) is str or all(map(_is_usual, items))
    if not usual or not all(map(_is_usual_tool, request.tools or ())) or not request.model.isprintable() or too_deep(body):
        return check_request(body)
    return Envelope(
        model=request.model,
        stream=request.stream is True,
        wants_usage=True,
        max_tokens=request.max_output_tokens,
        user=request.safety_identifier if request.user is None else request.user,
        tier=request.service_tier,
        question=body,
    )


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request for the provider's own name of the model. Every other value stays the bytes it was.

    A field written twice leaves once, as what was checked: its last value.
    """
    fields = _fields(body)
    if envelope.model != model:
        fields["model"] = Raw(_encode(model))
    forwarded = _encode(fields)
    return body if forwarded == body else forwarded


def _is_usual(item: Any) -> bool:
    """Has an item what its type needs?"""
    kind = item.type
    if kind is None or kind == "message":
        return item.role is not None and item.content is not None and _all_usual(item.content)
    if kind == "function_call":
        return item.call_id is not None and item.name is not None and item.arguments is not None
    if kind == "function_call_output":
        return item.output is not None and _all_usual(item.output)
    return bool(kind == "reasoning" and item.content is None)


def _all_usual(content: Any) -> bool:
    return type(content) is str or all(map(_is_usual_part, content))


def _is_usual_part(part: Any) -> bool:
    kind = part.type
    if kind in ("input_text", "output_text"):
        return part.text is not None
    return kind in ("input_image", "input_file")


def _is_usual_tool(tool: Any) -> bool:
    return tool.name is not None if tool.type in ("function", "custom") else False
