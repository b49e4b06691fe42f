"""Tokens on this wire: the cache stands beside the input, thoughts are in the output, and a stream tells what it all came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from translators.canonical import NOTHING, Usage
from translators.translator import Wire

Count = Annotated[int, Meta(ge=0, lt=2**53)] | None


class Written(Struct, gc=False):
    """What was written into the cache, by how long it stays there."""

    ephemeral_5m_input_tokens: Count = None
    ephemeral_1h_input_tokens: Count = None


class OutOf(Struct, gc=False):
    """What of the answer is special."""

    thinking_tokens: Count = None


class Searches(Struct, gc=False):
    """What the provider's own tools did."""

    web_search_requests: Count = None


class WireUsage(Struct):
    """The usage object, of a whole reply or of either end of a stream."""

    input_tokens: Count = None
    output_tokens: Count = None
    cache_read_input_tokens: Count = None
    cache_creation_input_tokens: Count = None
    cache_creation: Written | None = None
    output_tokens_details: OutOf | None = None
    server_tool_use: Searches | None = None


_NONE_WRITTEN = Written()
_DETAILS = {"cache_creation": Written, "output_tokens_details": OutOf, "server_tool_use": Searches}
_COUNTS = tuple(name for name in WireUsage.__struct_fields__ if name not in _DETAILS)


def read_usage(wire: Wire) -> Usage:
    """The usage object of a reply."""
    try:
        return buckets(msgspec.convert(wire, WireUsage))
    except (msgspec.ValidationError, UnicodeEncodeError):
        return buckets(msgspec.convert(_mended(wire), WireUsage))


def buckets(wire: WireUsage) -> Usage:
    """Input and cache are beside one another; only thoughts are part of another count."""
    output, details = wire.output_tokens or 0, wire.output_tokens_details
    thought = 0 if details is None else min(details.thinking_tokens or 0, output)
    kept = wire.cache_creation or _NONE_WRITTEN
    short, long = kept.ephemeral_5m_input_tokens or 0, kept.ephemeral_1h_input_tokens or 0
    beyond = (wire.cache_creation_input_tokens or 0) - short - long  # a stream's end tells only the total
    return Usage(
        input=wire.input_tokens or 0,
        cache_read=wire.cache_read_input_tokens or 0,
        cache_write_5m=short + max(0, beyond),
        cache_write_1h=long,
        output=output - thought,
        reasoning=thought,
        searches=0 if wire.server_tool_use is None else wire.server_tool_use.web_search_requests or 0,
    )


def write_usage(usage: Usage) -> dict[str, Any]:
    """This wire's own arithmetic: what is no cache is input. Sounds and pictures have no count of their own."""
    wire: dict[str, Any] = {
        "input_tokens": usage.input + usage.audio_in + usage.image_in + usage.tool_in,
        "cache_creation_input_tokens": usage.cache_write_5m + usage.cache_write_1h,
        "cache_read_input_tokens": usage.cache_read,
        "cache_creation": {"ephemeral_5m_input_tokens": usage.cache_write_5m, "ephemeral_1h_input_tokens": usage.cache_write_1h},
        "output_tokens": usage.completion,
    }
    if usage.reasoning:
        wire["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
    if usage.searches:
        wire["server_tool_use"] = {"web_search_requests": usage.searches, "web_fetch_requests": 0}
    return wire


def spelled_usage(usage: Usage, spelled: Any) -> Mapping[str, Any]:
    """The usage as its provider spelled it, while it still means that. A reply on this wire always has one."""
    if isinstance(spelled, dict) and (usage == NOTHING or read_usage(spelled) == usage):
        return spelled
    return write_usage(usage)


def merged(before: Wire | None, later: Wire) -> dict[str, Any]:
    """What a stream told at its start, and what has become of it: counts are totals so far, and null tells nothing."""
    return {**(before or {}), **{name: value for name, value in later.items() if value is not None}}


def _mended(wire: Wire) -> dict[str, Any]:
    """Only what can be counted with: 12.0 is 12, and "many" is nothing."""
    mended: dict[str, Any] = {name: _whole(wire.get(name)) for name in _COUNTS}
    for name, kind in _DETAILS.items():
        details = wire.get(name)
        if isinstance(details, dict):
            mended[name] = {field: _whole(details.get(field)) for field in kind.__struct_fields__}
    return mended


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**53 else None
