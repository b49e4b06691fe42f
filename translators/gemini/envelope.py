"""The hot path of a question: what the gateway must know of it, and the same bytes for another model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from translators.framing import json_text
from translators.framing.nesting import too_deep
from translators.gemini.check import check_request
from translators.gemini.signatures import sealed
from translators.translator import Envelope

# These shapes are what almost every question looks like; they are checked while decoding, in C. A body that does not fit
# them, and one that has a field in snake_case (`as_…`: it may not be there), is judged by check.py, which is slower and names
# the field that is wrong.
Word = str | None
Number = float | None
Whole = int | None
Anything = dict[str, Raw] | None


def _named(field: str) -> str:
    """camelCase, but for what says in which other way it is written."""
    if field.startswith("as_"):
        return field[3:]
    first, *rest = field.split("_")
    return first + "".join(map(str.capitalize, rest))


class _Wire(Struct, gc=False, rename=_named):
    """A shape of this wire."""


class _Blob(_Wire, gc=False):
    data: str
    mime_type: Word = None
    display_name: Word = None
    as_mime_type: None = None
    as_display_name: None = None


class _File(_Wire, gc=False):
    file_uri: str
    mime_type: Word = None
    display_name: Word = None
    as_file_uri: None = None
    as_mime_type: None = None
    as_display_name: None = None


class _Call(_Wire, gc=False):
    name: str
    id: Word = None
    args: Anything = None


class _Result(_Wire, gc=False):
    name: str
    id: Word = None
    response: Anything = None
    parts: list[dict[str, Raw]] | None = None


class _Part(_Wire, gc=False):
    text: Word = None
    thought: bool | None = None
    thought_signature: Word = None
    inline_data: _Blob | None = None
    file_data: _File | None = None
    function_call: _Call | None = None
    function_response: _Result | None = None
    as_thought_signature: None = None
    as_inline_data: None = None
    as_file_data: None = None
    as_function_call: None = None
    as_function_response: None = None


class _Content(_Wire, gc=False):
    parts: list[_Part]
    role: Literal["user", "model", "function", "tool"] | None = None


class _Instructions(_Wire, gc=False):
    parts: list[_Part] | None = None
    role: Word = None


class _Thinking(_Wire, gc=False):
    include_thoughts: bool | None = None
    thinking_budget: Whole = None
    thinking_level: Word = None
    as_include_thoughts: None = None
    as_thinking_budget: None = None
    as_thinking_level: None = None


class _Config(_Wire, gc=False):
    max_output_tokens: Whole = None
    candidate_count: Annotated[int, Meta(ge=1)] | None = None
    temperature: Number = None
    top_p: Number = None
    top_k: Number = None
    seed: Whole = None
    presence_penalty: Number = None
    frequency_penalty: Number = None
    stop_sequences: list[str] | None = None
    response_mime_type: Word = None
    response_schema: Anything = None
    response_modalities: list[str] | None = None
    response_logprobs: bool | None = None
    logprobs: Whole = None
    thinking_config: _Thinking | None = None
    speech_config: Anything = None
    as_max_output_tokens: None = None
    as_candidate_count: None = None
    as_top_p: None = None
    as_top_k: None = None
    as_presence_penalty: None = None
    as_frequency_penalty: None = None
    as_stop_sequences: None = None
    as_response_mime_type: None = None
    as_response_schema: None = None
    as_response_modalities: None = None
    as_response_logprobs: None = None
    as_thinking_config: None = None
    as_speech_config: None = None


class _Declaration(_Wire, gc=False):
    name: str
    description: Word = None
    parameters: Anything = None
    parameters_json_schema: Anything = None
    as_parameters_json_schema: None = None


class _Tool(_Wire, gc=False):
    function_declarations: list[_Declaration] | None = None
    as_function_declarations: None = None


class _Calling(_Wire, gc=False):
    allowed_function_names: list[str] | None = None
    as_allowed_function_names: None = None


class _Choice(_Wire, gc=False):
    function_calling_config: _Calling | None = None
    as_function_calling_config: None = None


class _Request(_Wire, gc=False):
    contents: Annotated[list[_Content], Meta(min_length=1)]
    model: Word = None
    system_instruction: _Instructions | None = None
    tools: list[_Tool] | None = None
    tool_config: _Choice | None = None
    generation_config: _Config | None = None
    service_tier: Word = None
    as_system_instruction: None = None
    as_tool_config: None = None
    as_generation_config: None = None
    as_service_tier: None = None


_decode = msgspec.json.Decoder(_Request).decode
_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode
_NO_CONFIG = _Config()
_SEALED = b"bWIxL"  # how a thought of another's begins that was sealed here


def peek_request(body: bytes) -> Envelope:
    """What the gateway must know. Model and streaming are in the address, and filled in by who reads it."""
    try:
        request = _decode(body)
        if not body.isascii():
            str(body, "utf-8")  # decoding skips over what it does not know without a look at its encoding
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return check_request(body)
    if too_deep(body):
        return check_request(body)
    config = request.generation_config or _NO_CONFIG
    return Envelope(
        model="",
        wants_usage=True,
        max_tokens=config.max_output_tokens,
        n=config.candidate_count or 1,
        tier=None if request.service_tier is None else request.service_tier.lower(),
    )


def forward_request(body: bytes, _: Envelope, __: str) -> bytes:
    """The same question. The model is in the address; one in the body too would contradict it.

    A thought of another's model, sealed, is nothing Google's servers could read: it stays behind.
    """
    if _SEALED in body:
        body = _unsealed(body)
    if b'"model"' not in body:
        return body
    request = _fields(body)
    return body if request.pop("model", None) is None else _encode(request)


def _unsealed(body: bytes) -> bytes:
    request = json_text.decode(body)
    contents = request.get("contents") if isinstance(request, dict) else None
    gone = 0
    for content in contents if isinstance(contents, list) else ():
        parts = content.get("parts") if isinstance(content, dict) else None
        if isinstance(parts, list):
            kept = [part for part in parts if not _is_sealed(part)]
            gone += len(parts) - len(kept)
            content["parts"] = kept or parts
    return json_text.encode(request) if gone else body


def _is_sealed(part: Any) -> bool:
    signature = (part.get("thoughtSignature") or part.get("thought_signature")) if isinstance(part, dict) else None
    return isinstance(signature, str) and sealed(signature)
