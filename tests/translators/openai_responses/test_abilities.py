"""What the models behind this wire can do and refuse."""

from __future__ import annotations

import pytest

from translators.openai_responses.abilities import abilities_of


@pytest.mark.parametrize(
    ("model", "efforts"),
    [
        ("gpt-4o", ()),
        ("gpt-4.1-mini-2025-04-14", ()),
        ("gpt-5-chat-latest", ()),
        ("o3-mini", ("low", "medium", "high")),
        ("openai/o4-mini-2025-04-16", ("low", "medium", "high")),
        ("gpt-5-nano", ("minimal", "low", "medium", "high")),
        ("gpt-5-codex", ("low", "medium", "high")),
        ("gpt-5-pro-2025-10-06", ("high",)),
        ("gpt-5.1", ("none", "low", "medium", "high")),
        ("gpt-5.1-codex-max", ("low", "medium", "high", "xhigh")),
        ("gpt-5.4-2026-03-05", ("none", "low", "medium", "high", "xhigh")),
        ("openai.gpt-5.6-luna", ("none", "low", "medium", "high", "xhigh", "max")),
        ("gpt-6.1-sol", ("none", "low", "medium", "high", "xhigh", "max")),
        ("grok-4", ()),
        ("a-deployment", ("low", "medium", "high")),
    ],
)
def test_a_name_tells_the_words_a_model_knows(model: str, efforts: tuple[str, ...]) -> None:
    """Whatever stands before and behind it."""
    assert abilities_of(model).efforts == efforts


@pytest.mark.parametrize(
    ("model", "effort", "takes"),
    [
        ("gpt-4o", None, True),
        ("o3", None, False),
        ("gpt-5", "minimal", False),
        ("gpt-5.1", None, True),
        ("gpt-5.1", "none", True),
        ("gpt-5.4", "low", False),
        ("gpt-5.6-sol", None, False),
        ("gpt-5.6-sol", "none", True),
        ("grok-4.3", "high", True),
        ("nobody-knows", None, True),
    ],
)
def test_a_model_that_thinks_takes_no_temperature(model: str, effort: str | None, takes: bool) -> None:
    """One that need not think does, while it does not."""
    assert abilities_of(model).takes_sampling(effort) is takes


def test_only_models_known_to_seal_their_thoughts_are_asked_to() -> None:
    """The others refuse to be asked."""
    assert [abilities_of(name).sealed for name in ("gpt-5", "o3", "grok-4.3", "gpt-4o", "gpt-oss-20b", "unknown")] == [True] * 3 + [
        False
    ] * 3
