"""Tokens on this wire: the cached ones inside the prompt, thoughts and the prompts of tools beside it. To buckets, and back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from translators.canonical import Usage
from translators.translator import Wire

Count = Annotated[int, Meta(ge=0, lt=2**53)] | None
_MODALITIES = ("MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT")  # by number, where numbers were asked for


class Detail(Struct, gc=False, rename="camel"):
    """How many tokens were of one kind."""

    modality: str | int = ""
    token_count: Count = None


class WireUsage(Struct, gc=False, rename="camel"):
    """`usageMetadata`."""

    prompt_token_count: Count = None
    candidates_token_count: Count = None
    total_token_count: Count = None
    thoughts_token_count: Count = None
    cached_content_token_count: Count = None
    tool_use_prompt_token_count: Count = None
    prompt_tokens_details: list[Detail] | None = None
    cache_tokens_details: list[Detail] | None = None
    candidates_tokens_details: list[Detail] | None = None
    response_token_count: Count = None  # what Vertex AI's newest servers call the candidates


_DETAILS = ("promptTokensDetails", "cacheTokensDetails", "candidatesTokensDetails")
_COUNTS = tuple(name for name in WireUsage.__struct_encode_fields__ if name not in _DETAILS)


def read_usage(wire: Wire, searches: int = 0) -> Usage:
    """The usage of a reply."""
    try:
        return buckets(msgspec.convert(wire, WireUsage), searches)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return buckets(msgspec.convert(_mended(wire), WireUsage), searches)


def buckets(wire: WireUsage, searches: int = 0) -> Usage:
    """Each token once. Thoughts are beside the candidates, unless the total says that they are inside."""
    prompt, said, thought, total = wire.prompt_token_count, wire.candidates_token_count, wire.thoughts_token_count, wire.total_token_count
    if prompt is not None and said is not None and total is not None and total == prompt + said + (thought or 0):
        kinds, drawn = wire.prompt_tokens_details, wire.candidates_tokens_details
        if wire.cached_content_token_count is None and not searches and _plain(kinds) and _plain(drawn):
            return Usage(input=prompt, output=said, reasoning=thought) if thought else Usage(input=prompt, output=said)
    return _buckets(wire, searches)  # almost no frame of a stream comes to here


def _buckets(wire: WireUsage, searches: int) -> Usage:
    prompt, thought, tools = wire.prompt_token_count or 0, wire.thoughts_token_count or 0, wire.tool_use_prompt_token_count or 0
    said = wire.candidates_token_count if wire.candidates_token_count is not None else wire.response_token_count
    total = wire.total_token_count
    if said is None:  # an answer without a count is what the total has more
        said = max(0, total - prompt - tools - thought) if total else 0
    elif thought and total is not None and prompt + tools + said == total:
        said = max(0, said - thought)
    cached = min(wire.cached_content_token_count or 0, prompt)
    left = prompt - cached
    heard, seen = _media(wire.prompt_tokens_details, wire.cache_tokens_details, left)
    spoken, drawn = _media(wire.candidates_tokens_details, None, said)
    return Usage(
        input=left - heard - seen,
        cache_read=cached,
        audio_in=heard,
        image_in=seen,
        tool_in=tools,
        output=said - spoken - drawn,
        reasoning=thought,
        audio_out=spoken,
        image_out=drawn,
        searches=searches,
    )


def write_usage(usage: Usage) -> dict[str, Any]:
    """Google's own arithmetic: what was cached is part of the prompt; thoughts and tools' prompts are part of the total alone."""
    prompt, said = usage.prompt - usage.tool_in, usage.output + usage.audio_out + usage.image_out
    wire: dict[str, Any] = {"promptTokenCount": prompt, "candidatesTokenCount": said, "totalTokenCount": usage.total}
    rarer = (
        ("cachedContentTokenCount", usage.cache_read),
        ("thoughtsTokenCount", usage.reasoning),
        ("toolUsePromptTokenCount", usage.tool_in),
    )
    wire |= {name: count for name, count in rarer if count}
    wire["promptTokensDetails"] = _details(prompt, usage.audio_in, usage.image_in)
    if usage.audio_out or usage.image_out:
        wire["candidatesTokensDetails"] = _details(said, usage.audio_out, usage.image_out)
    return wire


def _details(total: int, audio: int, image: int) -> list[dict[str, Any]]:
    rows = (("TEXT", total - audio - image), ("IMAGE", image), ("AUDIO", audio))
    return [{"modality": kind, "tokenCount": count} for kind, count in rows if count]


def _plain(details: list[Detail] | None) -> bool:
    return details is None or (len(details) == 1 and details[0].modality == "TEXT")


def _media(details: list[Detail] | None, cached: list[Detail] | None, most: int) -> tuple[int, int]:
    """Sound and pictures, without what of them was cached, and never more than there is."""
    heard = seen = 0
    for detail in details or ():
        kind = _modality(detail)
        heard += (detail.token_count or 0) if kind == "AUDIO" else 0
        seen += (detail.token_count or 0) if kind == "IMAGE" else 0
    if not heard and not seen:
        return 0, 0
    known, shown = _media(cached, None, most)
    heard = min(max(0, heard - known), most)
    return heard, min(max(0, seen - shown), most - heard)


def _modality(detail: Detail) -> str:
    kind = detail.modality
    return kind if isinstance(kind, str) else _MODALITIES[kind] if 0 <= kind < len(_MODALITIES) else ""


def _mended(wire: Wire) -> dict[str, Any]:
    """Only what can be counted with: 12.0 is 12, and "many" is nothing."""
    mended: dict[str, Any] = {name: _whole(wire[name]) for name in _COUNTS if isinstance(wire.get(name), int | float)}
    for name in _DETAILS:
        details = wire.get(name)
        if isinstance(details, list):
            mended[name] = [
                {"modality": row["modality"], "tokenCount": _whole(row["tokenCount"])}
                for row in details
                if isinstance(row, dict)
                and (isinstance(row.get("modality"), int) or (isinstance(row.get("modality"), str) and row["modality"].isascii()))
                and isinstance(row.get("tokenCount"), int | float)
            ]
    return mended


def _whole(value: float) -> int:
    return int(value) if 0 <= value < 2**53 else 0
