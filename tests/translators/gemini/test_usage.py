"""Tokens, counted once."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Usage
from translators.gemini.usage import read_usage, write_usage


def text(tokens: int) -> list[dict[str, Any]]:
    return [{"modality": "TEXT", "tokenCount": tokens}]


@pytest.mark.parametrize(
    ("wire", "usage"),
    [
        ({"promptTokenCount": 5, "candidatesTokenCount": 3, "totalTokenCount": 8}, Usage(input=5, output=3)),
        (
            {
                "promptTokenCount": 157,
                "candidatesTokenCount": 32,
                "thoughtsTokenCount": 438,
                "totalTokenCount": 627,
                "promptTokensDetails": text(157),
            },
            Usage(input=157, output=32, reasoning=438),
        ),
        # Thoughts inside the candidates: the total says so.
        (
            {"promptTokenCount": 10, "candidatesTokenCount": 30, "thoughtsTokenCount": 20, "totalTokenCount": 40},
            Usage(input=10, output=10, reasoning=20),
        ),
        ({"promptTokenCount": 5, "thoughtsTokenCount": 4, "totalTokenCount": 9}, Usage(input=5, reasoning=4)),
        ({"promptTokenCount": 5, "totalTokenCount": 9}, Usage(input=5, output=4)),
        (
            {
                "promptTokenCount": 9613,
                "candidatesTokenCount": 33,
                "totalTokenCount": 9685,
                "cachedContentTokenCount": 9602,
                "thoughtsTokenCount": 39,
            },
            Usage(input=11, cache_read=9602, output=33, reasoning=39),
        ),
        (
            {
                "promptTokenCount": 208,
                "candidatesTokenCount": 45,
                "totalTokenCount": 1861,
                "toolUsePromptTokenCount": 1461,
                "thoughtsTokenCount": 147,
            },
            Usage(input=208, tool_in=1461, output=45, reasoning=147),
        ),
        (
            {
                "promptTokenCount": 373,
                "candidatesTokenCount": 89,
                "totalTokenCount": 462,
                "cachedContentTokenCount": 204,
                "promptTokensDetails": [*text(115), {"modality": "IMAGE", "tokenCount": 258}],
                "cacheTokensDetails": [*text(63), {"modality": "IMAGE", "tokenCount": 141}],
                "candidatesTokensDetails": [*text(9), {"modality": 4, "tokenCount": 80}],
            },
            Usage(input=52, image_in=117, cache_read=204, output=9, audio_out=80),
        ),
    ],
)
def test_each_token_is_in_one_bucket(wire: dict[str, Any], usage: Usage) -> None:
    assert read_usage(wire) == usage


def test_the_buckets_make_the_total_again() -> None:
    usage = Usage(input=10, cache_read=5, audio_in=3, image_in=2, tool_in=7, output=4, reasoning=6, audio_out=1, image_out=8)
    wire = write_usage(usage)
    assert wire["promptTokenCount"] == 20
    assert wire["totalTokenCount"] == sum(
        wire[name] for name in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount")
    )
    assert read_usage(wire) == usage


def test_odd_counts_count_for_nothing() -> None:
    assert read_usage({"promptTokenCount": 12.0, "candidatesTokenCount": "many", "totalTokenCount": -1}) == Usage(input=12)
    assert read_usage(
        {"promptTokenCount": 9, "promptTokensDetails": [{"modality": 99, "tokenCount": 1}, "x", {"modality": "AUDIO"}]}
    ) == Usage(input=9)


def test_searches_are_told_apart() -> None:
    assert read_usage({"promptTokenCount": 1}, 2).searches == 2
