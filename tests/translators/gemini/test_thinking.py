"""How much to think."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Thinking
from translators.gemini.abilities import abilities
from translators.gemini.thinking import read_thinking, write_thinking


@pytest.mark.parametrize(
    ("model", "thinking", "wire"),
    [
        ("gemini-2.5-flash", Thinking("none"), {"thinkingBudget": 0}),
        ("gemini-2.5-pro", Thinking("none"), {"thinkingBudget": 128}),
        ("gemini-2.5-pro", Thinking(budget=0), {"thinkingBudget": 128}),
        ("gemini-2.5-flash-lite", Thinking(budget=5), {"thinkingBudget": 512, "includeThoughts": True}),
        ("gemini-2.5-flash", Thinking("max"), {"thinkingBudget": 24_576, "includeThoughts": True}),
        ("gemini-2.5-flash", Thinking(budget=-1), {"thinkingBudget": -1, "includeThoughts": True}),
        ("gemini-2.5-flash", Thinking("high", shown=False), {"thinkingBudget": 16_384}),
        ("gemini-2.5-flash", Thinking("sideways"), {"includeThoughts": True}),
        ("gemini-2.0-flash", Thinking("high"), {}),
        ("gemini-3-pro-preview", Thinking("medium"), {"thinkingLevel": "low", "includeThoughts": True}),
        ("gemini-3.1-pro-preview", Thinking("xhigh"), {"thinkingLevel": "high", "includeThoughts": True}),
        ("gemini-3.1-pro-preview", Thinking("none"), {"thinkingLevel": "low"}),
        ("gemini-3-flash-preview", Thinking("none"), {"thinkingLevel": "minimal"}),
        ("gemini-3-flash-preview", Thinking(budget=20_000), {"thinkingLevel": "high", "includeThoughts": True}),
        ("gemini-3-flash-preview", Thinking(budget=-1), {"includeThoughts": True}),
        ("gemini-3-pro-image", Thinking("high"), {"includeThoughts": True}),
    ],
)
def test_each_model_is_told_in_its_own_way(model: str, thinking: Thinking, wire: dict[str, Any]) -> None:
    assert write_thinking(thinking, abilities(model)) == wire


def test_googles_words_are_read_in_small_letters_and_the_rest_is_kept() -> None:
    wire = {"thinkingLevel": "LOW", "thinkingBudget": 0, "includeThoughts": True, "new": 1}
    assert read_thinking(wire) == Thinking("low", 0, {"new": 1}, True)
