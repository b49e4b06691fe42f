"""What the models behind this wire can do and refuse."""

from __future__ import annotations

import pytest

from translators.openai_responses.abilities import abilities_of


@pytest.mark.parametrize(
    ("model", "efforts"),
    [
        ("gpt-4o", ()),
        ("openai/o4-mini-2025-04-16", ("low", "medium", "high")),
        ("gpt-6-sol", ("none", "low", "medium", "high", "xhigh", "max")),
        ("grok-4", ()),
        ("grok-3-mini", ("low", "high")),
        ("grok-4.3", ("low", "medium", "high")),
        ("a-deployment", ("low", "medium", "high")),
    ],
)
def test_a_name_tells_the_words_a_model_knows(model: str, efforts: tuple[str, ...]) -> None:
    """Of OpenAI's, of xAI's, and of a stranger."""
    assert abilities_of(model).efforts == efforts


@pytest.mark.parametrize(
    ("model", "effort", "takes"), [("gpt-5.6-sol", None, False), ("grok-4.3", "high", True), ("nobody-knows", None, True)]
)
def test_not_every_model_that_thinks_takes_no_temperature(model: str, effort: str | None, takes: bool) -> None:
    """OpenAI's do not."""
    assert abilities_of(model).takes_sampling(effort) is takes


def test_only_models_known_to_seal_their_thoughts_are_asked_to() -> None:
    """The others refuse to be asked."""
    assert [abilities_of(name).sealed for name in ("gpt-5", "o3", "grok-4.3", "gpt-4o", "gpt-oss-20b", "unknown")] == [True] * 3 + [
        False
    ] * 3
