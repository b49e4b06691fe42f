"""Tokens on this wire: totals with details inside them, to buckets that never overlap, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from translators.canonical import NOTHING, Usage
from translators.translator import Wire

_TICKS = Decimal(10) ** 10  # of xAI in a dollar
Count = Annotated[int, Meta(ge=0, lt=2**53)] | None


class Written(Struct, gc=False):
    """What went into the cache, by how long it stays there."""

    ttl_12h_tokens: Count = None


class Into(Struct, gc=False):
    """What of the prompt is special."""

    cached_tokens: Count = None
    cache_write_tokens: Count = None
    cache_write_tokens_details: Written | None = None
    audio_tokens: Count = None
    image_tokens: Count = None


class OutOf(Struct, gc=False):
    """What of the answer is special."""

    reasoning_tokens: Count = None
    audio_tokens: Count = None
    image_tokens: Count = None


class Searches(Struct, gc=False):
    """What the provider's own search did."""

    num_requests: Count = None
    web_search_requests: Count = None


class ToolUsage(Struct, gc=False):
    """What the provider's own tools did; it stands beside the usage."""

    web_search: Searches | None = None


class WireUsage(Struct):
    """The usage object, with the names that servers of this wire have."""

    input_tokens: Count = None
    output_tokens: Count = None
    total_tokens: Count = None
    input_tokens_details: Into | None = None
    output_tokens_details: OutOf | None = None
    server_tool_use_details: Searches | None = None  # OpenRouter
    num_sources_used: Count = None  # xAI
    cost: Any = None  # OpenRouter
    cost_in_usd_ticks: Count = None  # xAI


_NO_INTO, _NO_OUT = Into(), OutOf()
_DETAILS = ("input_tokens_details", "output_tokens_details", "server_tool_use_details")
_COUNTS = ("input_tokens", "output_tokens", "total_tokens", "num_sources_used", "cost_in_usd_ticks")


def usage_of(response: Wire) -> Usage:
    """What a whole reply used; NOTHING when it does not say."""
    usage = response.get("usage")
    if not isinstance(usage, dict) or not usage:
        return NOTHING
    return read_usage(usage, _searches(response.get("tool_usage")))


def read_usage(wire: Wire, searches: int = 0) -> Usage:
    """The usage object of a reply."""
    try:
        return buckets(msgspec.convert(wire, WireUsage), searches)
    except (msgspec.ValidationError, UnicodeEncodeError):  # half a character somewhere
        return buckets(msgspec.convert(_mended(wire), WireUsage), searches)


def buckets(wire: WireUsage, searches: int = 0) -> Usage:
    """Each detail takes its part of the total, the surest first; what is left is plain input or output."""
    into, out = wire.input_tokens_details or _NO_INTO, wire.output_tokens_details or _NO_OUT
    prompt, completion, thought = wire.input_tokens or 0, wire.output_tokens or 0, out.reasoning_tokens or 0
    if thought and (wire.total_tokens or 0) == prompt + completion + thought:  # thoughts are in the total only
        completion += thought
    cached = min(into.cached_tokens or 0, prompt)
    left = prompt - cached
    long = min((into.cache_write_tokens_details and into.cache_write_tokens_details.ttl_12h_tokens) or 0, left)
    written = min(max(0, (into.cache_write_tokens or 0) - long), left - long)
    left -= long + written
    heard = min(into.audio_tokens or 0, left)
    seen = min(into.image_tokens or 0, left - heard)
    thought = min(thought, completion)
    rest = completion - thought
    spoken = min(out.audio_tokens or 0, rest)
    drawn = min(out.image_tokens or 0, rest - spoken)
    found = wire.server_tool_use_details
    return Usage(
        input=left - heard - seen,
        cache_read=cached,
        cache_write_5m=written,
        cache_write_1h=long,
        audio_in=heard,
        image_in=seen,
        output=rest - spoken - drawn,
        reasoning=thought,
        audio_out=spoken,
        image_out=drawn,
        searches=searches or (found and found.web_search_requests) or wire.num_sources_used or 0,
        provider_cost=_cost(wire),
    )


def write_usage(usage: Usage) -> dict[str, Any]:
    """OpenAI's own arithmetic: the details are parts of the totals. What it has no field for is written only when there is some."""
    written = usage.cache_write_5m + usage.cache_write_1h
    into: dict[str, Any] = {"cached_tokens": usage.cache_read, "cache_write_tokens": written}
    if usage.cache_write_1h:
        into["cache_write_tokens_details"] = {"ttl_12h_tokens": usage.cache_write_1h, "ttl_30m_tokens": usage.cache_write_5m}
    out = {"reasoning_tokens": usage.reasoning}
    into |= {name: count for name, count in (("audio_tokens", usage.audio_in), ("image_tokens", usage.image_in)) if count}
    out |= {name: count for name, count in (("audio_tokens", usage.audio_out), ("image_tokens", usage.image_out)) if count}
    wire: dict[str, Any] = {
        "input_tokens": usage.prompt,
        "input_tokens_details": into,
        "output_tokens": usage.completion,
        "output_tokens_details": out,
        "total_tokens": usage.total,
    }
    if usage.searches:
        wire["server_tool_use_details"] = {"web_search_requests": usage.searches}
    if usage.provider_cost is not None:
        wire["cost"] = float(usage.provider_cost)
    return wire


def spelled_usage(usage: Usage, spelled: Any, response: Wire) -> Any:
    """The usage as its provider spelled it, while it still means that; None when nothing is known of it."""
    if isinstance(spelled, dict) and usage_of({**response, "usage": spelled}) == usage:
        return spelled
    return None if usage == NOTHING else write_usage(usage)


def _searches(tools: Any) -> int:
    try:
        found = msgspec.convert(tools, ToolUsage).web_search if isinstance(tools, dict) else None
    except (msgspec.ValidationError, UnicodeEncodeError):
        return 0
    return (found and found.num_requests) or 0


def _cost(wire: WireUsage) -> str | None:
    if isinstance(wire.cost, int | float) and not isinstance(wire.cost, bool):
        value = Decimal(repr(wire.cost))
    elif wire.cost_in_usd_ticks:
        value = wire.cost_in_usd_ticks / _TICKS
    else:
        return None
    return format(value.normalize(), "f") if value.is_finite() and value >= 0 else None


def _mended(wire: Wire) -> dict[str, Any]:
    """Only what can be counted with: 12.0 is 12, and "many" is nothing."""
    mended: dict[str, Any] = {name: _whole(wire[name]) for name in _COUNTS if isinstance(wire.get(name), int | float)}
    for name in _DETAILS:
        details = wire.get(name)
        if isinstance(details, dict):
            mended[name] = {key: _whole(value) for key, value in details.items() if isinstance(value, int | float) and key.isascii()}
    return mended | ({"cost": wire["cost"]} if isinstance(wire.get("cost"), int | float) else {})


def _whole(value: float) -> int:
    return int(value) if 0 <= value < 2**53 else 0
