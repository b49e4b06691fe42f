"""Every arithmetic of this wire's servers, as their own figures show it, comes to buckets that do not overlap."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import usages
from translators.canonical import NOTHING, Usage
from translators.openai_chat.usage import WireUsage, buckets, find_usage, read_usage, write_usage

CASES: dict[str, tuple[dict[str, Any], Usage]] = {
    "plain": ({"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}, Usage(input=9, output=2)),
    "openai": (
        {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "total_tokens": 150,
            "prompt_tokens_details": {"cached_tokens": 60, "audio_tokens": 10},
            "completion_tokens_details": {"reasoning_tokens": 30, "audio_tokens": 5, "accepted_prediction_tokens": 3},
        },
        Usage(input=30, cache_read=60, audio_in=10, output=15, reasoning=30, audio_out=5),
    ),
    "deepseek": (
        {
            "prompt_tokens": 451,
            "completion_tokens": 21,
            "total_tokens": 472,
            "prompt_cache_hit_tokens": 384,
            "prompt_cache_miss_tokens": 67,
        },
        Usage(input=67, cache_read=384, output=21),
    ),
    "xai: thoughts are in the total only": (
        {
            "prompt_tokens": 213,
            "completion_tokens": 2,
            "total_tokens": 413,
            "prompt_tokens_details": {"text_tokens": 213, "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 192},
            "completion_tokens_details": {"reasoning_tokens": 198},
            "cost_in_usd_ticks": 3080400,
        },
        Usage(input=21, cache_read=192, output=2, reasoning=198, provider_cost="0.00030804"),
    ),
    "gemini: so are they here, and nobody names them": (
        {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 40},
        Usage(input=10, output=5, reasoning=25),
    ),
    "cerebras: a total with something more in it that is no thought": (
        {"prompt_tokens": 79, "completion_tokens": 2, "total_tokens": 83, "completion_tokens_details": {"reasoning_tokens": 0}},
        Usage(input=79, output=2),
    ),
    "vercel: thoughts are in no total": (
        {"prompt_tokens": 9, "completion_tokens": 35, "total_tokens": 44, "completion_tokens_details": {"reasoning_tokens": 267}},
        Usage(input=9, output=35, reasoning=267),
    ),
    "mistral: sound is in the total only": (
        {"prompt_audio_seconds": 0, "prompt_tokens": 16, "total_tokens": 393, "completion_tokens": 2},
        Usage(input=16, audio_in=375, output=2),
    ),
    "mistral: its own name for the cache": (
        {"completion_tokens": 29, "num_cached_tokens": 99, "prompt_tokens": 100, "total_tokens": 129},
        Usage(input=1, cache_read=99, output=29),
    ),
    "together": (
        {"prompt_tokens": 46, "completion_tokens": 42, "total_tokens": 88, "cached_tokens": 6, "reasoning_tokens": 40},
        Usage(input=40, cache_read=6, output=2, reasoning=40),
    ),
    "databricks": (
        {
            "cache_read_input_tokens": 4,
            "completion_tokens": 5,
            "prompt_tokens": 26,
            "total_tokens": 31,
            "cache_creation_input_tokens": 2,
        },
        Usage(input=20, cache_read=4, cache_write_5m=2, output=5),
    ),
    "databricks before the end": (
        {"cache_read_input_tokens": 0, "completion_tokens": None, "prompt_tokens": 22, "total_tokens": None},
        Usage(input=22),
    ),
    "openrouter": (
        {
            "prompt_tokens": 200,
            "completion_tokens": 53,
            "total_tokens": 253,
            "cost": 3.36e-05,
            "prompt_tokens_details": {"cached_tokens": 50, "cache_write_tokens": 30, "video_tokens": 0},
            "server_tool_use_details": {"web_search_requests": 3},
        },
        Usage(input=120, cache_read=50, cache_write_5m=30, output=53, searches=3, provider_cost="0.0000336"),
    ),
    "perplexity": (
        {
            "prompt_tokens": 9,
            "completion_tokens": 16,
            "total_tokens": 25,
            "num_search_queries": 2,
            "cost": {"request_cost": 0.005, "total_cost": 0.005027},
        },
        Usage(input=9, output=16, searches=2, provider_cost="0.005027"),
    ),
    "xiaomi: a cached picture counts twice": (
        {"prompt_tokens": 354, "completion_tokens": 55, "prompt_tokens_details": {"cached_tokens": 320, "image_tokens": 90}},
        Usage(cache_read=320, image_in=34, output=55),
    ),
    "azure: more cached than asked": (
        {"prompt_tokens": 78, "completion_tokens": 9, "total_tokens": 87, "prompt_tokens_details": {"cached_tokens": 158}},
        Usage(cache_read=78, output=9),
    ),
    "a total that is too small": ({"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 0}, Usage(input=9, output=2)),
    "nulls": ({"prompt_tokens": 3, "completion_tokens": 1, "prompt_tokens_details": None, "cost": None}, Usage(input=3, output=1)),
    "floats and nonsense": (
        {"prompt_tokens": 3.0, "completion_tokens": -1, "total_tokens": "x", "prompt_tokens_details": {"cached_tokens": 2.0}},
        Usage(input=1, cache_read=2),
    ),
    "free": ({"prompt_tokens": 1, "completion_tokens": 1, "cost": 0}, Usage(input=1, output=1, provider_cost="0")),
    "no cost is no cost": ({"prompt_tokens": 1, "cost": True, "cost_in_usd_ticks": 0}, Usage(input=1)),
    "nothing": ({}, NOTHING),
}


@pytest.mark.parametrize("name", CASES)
def test_each_arithmetic(name: str) -> None:
    """As recorded, or as documented."""
    wire, expected = CASES[name]
    assert read_usage(wire) == expected


@given(usages)
def test_reading_undoes_writing(usage: Usage) -> None:
    """The law: read(write(u)) == u."""
    assert read_usage(write_usage(usage)) == usage


@given(usages)
def test_what_is_written_adds_up(usage: Usage) -> None:
    """As OpenAI's own does."""
    wire = write_usage(usage)
    assert wire["total_tokens"] == wire["prompt_tokens"] + wire["completion_tokens"] == usage.total
    assert sum(wire["completion_tokens_details"].values()) <= wire["completion_tokens"]


numbers: st.SearchStrategy[Any] = st.none() | st.integers(-10, 1000) | st.floats() | st.just("x") | st.just({}) | st.booleans()
named = st.sampled_from(WireUsage.__struct_fields__)
inside = st.dictionaries(
    st.sampled_from(["cached_tokens", "reasoning_tokens", "audio_tokens", "cache_write_tokens", "total_cost"]), numbers
)


@given(st.dictionaries(named, numbers | inside))
def test_no_usage_however_odd_is_more_than_its_totals(wire: dict[str, Any]) -> None:
    """It is read, it is never negative, and it survives being written."""
    usage = read_usage(wire)
    assert min(usage.input, usage.cache_read, usage.audio_in, usage.output, usage.reasoning, usage.audio_out, usage.cache_write_5m) >= 0
    assert read_usage(write_usage(usage)) == usage


@pytest.mark.parametrize("name", CASES)
def test_decoding_straight_to_the_shape_is_the_same(name: str) -> None:
    """As the hot path does."""
    wire, expected = CASES[name]
    try:
        usage = msgspec.json.decode(msgspec.json.encode(wire), type=WireUsage)
    except msgspec.ValidationError:
        return
    assert buckets(usage) == expected


def test_usage_is_found_where_it_is() -> None:
    """Groq, and those who pass Groq on, have a place of their own; null and {} are none."""
    usage = {"prompt_tokens": 1}
    assert find_usage({"usage": usage}) == find_usage({"usage": None, "x_groq": {"id": "r", "usage": usage}}) == usage
    assert find_usage({"usage": {}}) is find_usage({"x_groq": {"id": "r"}}) is find_usage({}) is None


def test_half_a_character_hides_no_figure() -> None:
    """Wherever in the object it stands."""
    half = "\ud83d"
    wire = {"prompt_tokens": 9, "completion_tokens": half, "cost": half, half: 1, "prompt_tokens_details": {half: 1, "cached_tokens": 4}}
    assert read_usage(wire) == Usage(input=5, cache_read=4)


def test_what_a_providers_tools_put_into_the_prompt_is_part_of_it() -> None:
    """In a field of its own, where there is some: another gateway behind this one reads it."""
    wire = write_usage(Usage(input=5, tool_in=7, output=1))
    assert (wire["prompt_tokens"], wire["prompt_tokens_details"]["tool_tokens"]) == (12, 7)
    assert read_usage(wire) == Usage(input=5, tool_in=7, output=1)
