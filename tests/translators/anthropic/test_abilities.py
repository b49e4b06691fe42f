"""Which model takes what, by any of the names a model goes by."""

from __future__ import annotations

import pytest

from translators.anthropic.abilities import OTHERS, abilities

THINKING = [
    ("claude-3-5-haiku-20241022", False, False),
    ("claude-3-opus-20240229", False, False),
    ("claude-2.1", False, False),
    ("claude-3-7-sonnet@20250219", True, False),
    ("claude-sonnet-4-20250514", True, False),
    ("claude-sonnet-4-0", True, False),
    ("claude-opus-4-1-20250805", True, False),
    ("claude-haiku-4-5", True, False),
    ("anthropic/claude-opus-4.5", True, False),
    ("claude-opus-4-6", True, True),
    ("us.anthropic.claude-sonnet-4-6-v1:0", True, True),
    ("claude-opus-4-7", False, True),
    ("claude-sonnet-5", False, True),
    ("claude-opus-5-5", False, True),
    ("claude-fable-5-2", False, True),
    ("claude-mythos-preview", False, True),
    ("claude-opus-4-9", False, True),  # newer than the table
    ("claude-sonnet-6", False, True),
    ("glm-4.6", True, False),  # of another maker
]


@pytest.mark.parametrize(("model", "budget", "adaptive"), THINKING)
def test_how_a_model_is_told_to_think(model: str, budget: bool, adaptive: bool) -> None:
    """By a budget, or left to itself."""
    assert (abilities(model).budget, abilities(model).adaptive) == (budget, adaptive)


@pytest.mark.parametrize(
    ("model", "efforts"),
    [
        ("claude-opus-4-5-20251101", "low medium high"),
        ("claude-opus-4-6", "low medium high max"),  # as recorded
        ("claude-opus-4-8", "low medium high xhigh max"),
        ("claude-haiku-4-5", ""),
    ],
)
def test_which_words_for_effort_a_model_knows(model: str, efforts: str) -> None:
    """Any other is refused."""
    assert abilities(model).efforts == tuple(efforts.split())


@pytest.mark.parametrize(
    ("model", "off"),
    [
        ("claude-sonnet-4-5", "silence"),
        ("claude-opus-5", "disabled"),
        ("claude-haiku-5-5", "disabled"),
        ("claude-sonnet-5-5", "between_tools"),
        ("claude-opus-5-5", "never"),
        ("claude-fable-5", "never"),
    ],
)
def test_how_a_model_is_told_not_to_think(model: str, off: str) -> None:
    """Each generation in its own way."""
    assert abilities(model).off == off


def test_what_newer_models_no_longer_take() -> None:
    """Prefilled answers since 4.6, sampling since 4.7, forced tools since 5.5."""
    assert abilities("claude-sonnet-4-5").prefill
    assert not abilities("claude-opus-4-6").prefill
    assert abilities("claude-sonnet-4").sampling == "all"
    assert abilities("claude-opus-4-1").sampling == abilities("claude-opus-4-6").sampling == "either"
    assert abilities("claude-opus-4-7").sampling == "none"
    assert abilities("claude-sonnet-5").forced
    assert not abilities("claude-sonnet-5-5").forced


def test_who_can_be_held_to_a_schema() -> None:
    """Since 4.5, and Opus 4.1."""
    assert [abilities(model).formats for model in ("claude-opus-4-1", "claude-haiku-4-5", "claude-opus-5")] == [True] * 3
    assert [abilities(model).formats for model in ("claude-opus-4", "claude-3-7-sonnet-latest", "minimax-m2")] == [False] * 3
    assert abilities("minimax-m2") is OTHERS
