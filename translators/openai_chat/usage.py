"""Tokens on this wire: totals with details inside them, to buckets that never overlap, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from translators.canonical import Usage
from translators.translator import Wire

TICKS = Decimal(10) ** 10  # of xAI in a dollar
Count = Annotated[int, Meta(ge=0, lt=2**53)] | None


class Into(Struct, gc=False):
    """What of the prompt is special."""

    cached_tokens: Count = None
    cache_write_tokens: Count = None
    cache_write_1h_tokens: Count = None
    audio_tokens: Count = None
    image_tokens: Count = None
    tool_tokens: Count = None


class OutOf(Struct, gc=False):
    """What of the answer is special."""

    reasoning_tokens: Count = None
    audio_tokens: Count = None
    image_tokens: Count = None


class Searches(Struct, gc=False):
    """What the provider's own tools did."""

    web_search_requests: Count = None


class WireUsage(Struct):
    """The usage object, with every name that servers of this wire have for the same things."""

    prompt_tokens: Count = None
    completion_tokens: Count = None
    total_tokens: Count = None
    prompt_tokens_details: Into | None = None
    completion_tokens_details: OutOf | None = None
    reasoning_tokens: Count = None  # Together
    cached_tokens: Count = None  # Together
    num_cached_tokens: Count = None  # Mistral
    prompt_audio_seconds: Any = None  # Mistral
    prompt_cache_hit_tokens: Count = None  # DeepSeek
    cache_read_input_tokens: Count = None  # Databricks
    cache_creation_input_tokens: Count = None  # Databricks, Vercel
    server_tool_use_details: Searches | None = None  # OpenRouter
    num_search_queries: Count = None  # Perplexity
    num_sources_used: Count = None  # xAI
    cost: Any = None  # OpenRouter, Vercel: a number; Perplexity: an object
    cost_in_usd_ticks: Count = None  # xAI


_NO_INTO = Into()
_NO_OUT = OutOf()
_DETAILS = ("prompt_tokens_details", "completion_tokens_details", "server_tool_use_details")
_AS_THEY_ARE = ("cost", "prompt_audio_seconds")
_COUNTS = tuple(name for name in WireUsage.__struct_fields__ if name not in _DETAILS + _AS_THEY_ARE)


def read_usage(wire: Wire) -> Usage:
    """The usage object of a reply."""
    try:
        return buckets(msgspec.convert(wire, WireUsage))
    except (msgspec.ValidationError, UnicodeEncodeError):  # half a character somewhere
        return buckets(msgspec.convert(_mended(wire), WireUsage))


def buckets(wire: WireUsage) -> Usage:
    """Each detail takes its part of the total, the surest first; what is left is plain input or output.

    Details may overlap (a cached picture counts as cached and as image) and never make more than the total.
    """
    into, out = wire.prompt_tokens_details or _NO_INTO, wire.completion_tokens_details or _NO_OUT
    prompt, completion = wire.prompt_tokens or 0, wire.completion_tokens or 0
    told = wire.reasoning_tokens if out.reasoning_tokens is None else out.reasoning_tokens
    thought, heard = told or 0, into.audio_tokens or 0
    beyond = (wire.total_tokens or 0) - prompt - completion
    if beyond > 0 and wire.prompt_audio_seconds is not None:  # Mistral: sound is in the total only
        prompt, heard = prompt + beyond, heard + beyond
    elif beyond > 0 and told in (None, beyond):  # xAI, and Gemini, which does not name them: thoughts are in the total only
        completion, thought = completion + beyond, beyond
    elif thought > completion:  # Vercel: thoughts are in no total
        completion += thought

    cached, long, left = _shared(prompt, _cached(wire, into), into.cache_write_1h_tokens or 0)
    brief = max(0, max(into.cache_write_tokens or 0, wire.cache_creation_input_tokens or 0) - long)
    written, heard, seen, used, plain = _shared(left, brief, heard, into.image_tokens or 0, into.tool_tokens or 0)
    thought, spoken, drawn, said = _shared(completion, thought, out.audio_tokens or 0, out.image_tokens or 0)
    return Usage(
        input=plain,
        cache_read=cached,
        cache_write_5m=written,
        cache_write_1h=long,
        audio_in=heard,
        image_in=seen,
        tool_in=used,
        output=said,
        reasoning=thought,
        audio_out=spoken,
        image_out=drawn,
        searches=(wire.server_tool_use_details and wire.server_tool_use_details.web_search_requests)
        or wire.num_search_queries
        or wire.num_sources_used
        or 0,
        provider_cost=None if wire.cost is None and not wire.cost_in_usd_ticks else _cost(wire),
    )


def _shared(total: int, *claims: int) -> list[int]:
    """What each claim gets of a total, the first first; and what is left of it."""
    got = []
    for claim in claims:
        got.append(min(claim, total))
        total -= got[-1]
    return [*got, total]


def write_usage(usage: Usage) -> dict[str, Any]:
    """OpenAI's own arithmetic: the details are parts of the totals. What it has no field for is written only when there is some."""
    into = {"cached_tokens": usage.cache_read, "audio_tokens": usage.audio_in}
    out = {
        "reasoning_tokens": usage.reasoning,
        "audio_tokens": usage.audio_out,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    }
    rarer = (
        ("cache_write_tokens", usage.cache_write_5m + usage.cache_write_1h),
        ("cache_write_1h_tokens", usage.cache_write_1h),
        ("image_tokens", usage.image_in),
        ("tool_tokens", usage.tool_in),
    )
    into |= {name: count for name, count in rarer if count}
    if usage.image_out:
        out["image_tokens"] = usage.image_out
    wire: dict[str, Any] = {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.total,
        "prompt_tokens_details": into,
        "completion_tokens_details": out,
    }
    if usage.searches:
        wire["server_tool_use_details"] = {"web_search_requests": usage.searches}
    if usage.provider_cost is not None:
        wire["cost"] = float(usage.provider_cost)
    return wire


def find_usage(wire: Wire) -> Wire | None:
    """The usage of a reply or a frame, wherever a server of this wire puts it. Null is none."""
    usage = wire.get("usage")
    if isinstance(usage, dict) and usage:
        return usage
    groq = wire.get("x_groq")
    usage = groq.get("usage") if isinstance(groq, dict) else None
    return usage if isinstance(usage, dict) and usage else None


def _cached(wire: WireUsage, into: Into) -> int:
    # In this order, not added up: they are several names for one number.
    return (
        into.cached_tokens
        or wire.prompt_cache_hit_tokens
        or wire.num_cached_tokens
        or wire.cached_tokens
        or wire.cache_read_input_tokens
        or 0
    )


def _cost(wire: WireUsage) -> str | None:
    cost = wire.cost
    if isinstance(cost, dict):
        cost = cost.get("total_cost")
    if isinstance(cost, int | float) and not isinstance(cost, bool):
        value = Decimal(repr(cost))
    elif wire.cost_in_usd_ticks:
        value = wire.cost_in_usd_ticks / TICKS
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
    return mended | {name: wire[name] for name in _AS_THEY_ARE if name in wire}


def _whole(value: float) -> int:
    return int(value) if 0 <= value < 2**53 else 0
