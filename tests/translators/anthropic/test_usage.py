"""Buckets that never overlap, from counts that stand beside one another."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import Usage as OfficialUsage
from hypothesis import given

from tests.answers import usages
from translators.anthropic.usage import merged, read_usage, spelled_usage, write_usage
from translators.canonical import NOTHING, Usage

CASES: list[tuple[dict[str, Any], Usage]] = [
    ({"input_tokens": 10, "output_tokens": 5}, Usage(input=10, output=5)),
    (
        {"input_tokens": 2, "cache_creation_input_tokens": 44, "cache_read_input_tokens": 1650, "output_tokens": 7},
        Usage(input=2, cache_write_5m=44, cache_read=1650, output=7),
    ),
    (
        {
            "input_tokens": 1,
            "cache_creation_input_tokens": 30,
            "cache_creation": {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20},
            "output_tokens": 1,
        },
        Usage(input=1, cache_write_5m=10, cache_write_1h=20, output=1),
    ),
    ({"input_tokens": 1, "output_tokens": 97, "output_tokens_details": {"thinking_tokens": 26}}, Usage(input=1, output=71, reasoning=26)),
    ({"input_tokens": 17, "output_tokens": 5, "server_tool_use": {"web_search_requests": 2}}, Usage(input=17, output=5, searches=2)),
    ({"input_tokens": None, "output_tokens": 12.0, "cache_read_input_tokens": "many"}, Usage(output=12)),
    ({"output_tokens": 3, "output_tokens_details": {"thinking_tokens": 9}}, Usage(reasoning=3)),
]


@pytest.mark.parametrize(("wire", "usage"), CASES)
def test_every_token_is_counted_once(wire: dict[str, Any], usage: Usage) -> None:
    """Also where a server counts oddly."""
    assert read_usage(wire) == usage


@given(usages)
def test_what_is_written_is_official_and_loses_no_token(usage: Usage) -> None:
    """Sounds and pictures have no count of their own here; what they cost is in the totals."""
    wire = write_usage(usage)
    OfficialUsage.model_validate(wire)
    again = read_usage(wire)
    assert (again.prompt, again.completion, again.reasoning) == (usage.prompt, usage.completion, usage.reasoning)
    assert (again.cache_read, again.cache_write_5m, again.cache_write_1h, again.searches) == (
        usage.cache_read, usage.cache_write_5m, usage.cache_write_1h, usage.searches,
    )  # fmt: skip


def test_a_streams_end_tells_totals_and_its_start_the_rest() -> None:
    """Null tells nothing; a total that grew beyond what was told of it is of the usual kind."""
    kept = {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 10}
    start = {"input_tokens": 3, "cache_creation_input_tokens": 10, "cache_creation": kept, "output_tokens": 1}
    end = {"output_tokens": 515, "input_tokens": None, "cache_creation_input_tokens": 25}
    assert read_usage(merged(start, end)) == Usage(input=3, cache_write_5m=15, cache_write_1h=10, output=515)
    assert merged(None, end) == {"output_tokens": 515, "cache_creation_input_tokens": 25}


def test_it_leaves_as_its_provider_spelled_it_while_it_means_that() -> None:
    """With the fields nobody here knows."""
    spelled = {"input_tokens": 1, "output_tokens": 2, "inference_geo": "global"}
    assert spelled_usage(Usage(input=1, output=2), spelled) is spelled
    assert spelled_usage(NOTHING, spelled) is spelled
    assert spelled_usage(Usage(input=2, output=2), spelled)["input_tokens"] == 2
    assert spelled_usage(NOTHING, None)["output_tokens"] == 0
