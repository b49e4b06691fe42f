"""Tokens on this wire."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from tests.answers import odd, usages
from translators.canonical import NOTHING, Usage
from translators.openai_responses.usage import read_usage, spelled_usage, usage_of, write_usage


@pytest.mark.parametrize(
    ("wire", "usage"),
    [
        (
            {
                "input_tokens": 10,
                "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 3},
                "output_tokens": 5,
                "output_tokens_details": {"reasoning_tokens": 2},
                "total_tokens": 15,
            },
            Usage(input=3, cache_read=4, cache_write_5m=3, output=3, reasoning=2),
        ),
        (
            {
                "input_tokens": 10,
                "input_tokens_details": {"cache_write_tokens": 6, "cache_write_tokens_details": {"ttl_12h_tokens": 5, "ttl_30m_tokens": 1}},
            },
            Usage(input=4, cache_write_5m=1, cache_write_1h=5),
        ),
        (
            {"input_tokens": 1, "output_tokens": 2, "output_tokens_details": {"reasoning_tokens": 4}, "total_tokens": 7},
            Usage(input=1, output=2, reasoning=4),
        ),
        ({"input_tokens": 1, "output_tokens": 1, "cost": 0.00005}, Usage(input=1, output=1, provider_cost="0.00005")),
        ({"input_tokens": 1, "cost_in_usd_ticks": 5884000, "num_sources_used": 2}, Usage(input=1, searches=2, provider_cost="0.0005884")),
        ({"input_tokens": 2.0, "output_tokens": "many"}, Usage(input=2)),
    ],
)
def test_buckets_never_overlap(wire: dict[str, Any], usage: Usage) -> None:
    """Each token is counted once."""
    assert read_usage(wire) == usage


def test_searches_stand_beside_the_usage() -> None:
    """They are billed apart."""
    reply = {"usage": {"input_tokens": 1}, "tool_usage": {"web_search": {"num_requests": 3}}}
    assert usage_of(reply) == Usage(input=1, searches=3)
    assert usage_of({"usage": None}) == NOTHING


@given(usages)
def test_a_usage_survives(usage: Usage) -> None:
    """Written and read again."""
    assert read_usage(write_usage(usage)) == usage


def test_a_usage_stays_as_it_was_spelled() -> None:
    """While it still means that."""
    spelled = {"input_tokens": 1, "novel": 2}
    assert spelled_usage(Usage(input=1), spelled, {}) is spelled
    assert spelled_usage(Usage(input=2), spelled, {}) == write_usage(Usage(input=2))
    assert spelled_usage(NOTHING, None, {}) is None


@given(odd)
def test_no_usage_surprises(usage: Any) -> None:
    """Any field may hold anything."""
    assert usage_of({"usage": {"input_tokens": usage, "input_tokens_details": usage, "cost": usage}, "tool_usage": usage}).total >= 0
