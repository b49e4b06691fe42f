"""What is known of a model of OpenAI's is found by its name, however it is dressed."""

from __future__ import annotations

import pytest

from translators.effort import BUDGETS
from translators.openai_models import _ROWS, model_of

LOW_TO_HIGH = ("low", "medium", "high")
EFFORTS = [
    ("gpt-4o", ()),
    ("gpt-4.1-mini-2025-04-14", ()),
    ("gpt-5-2025-08-07", ("minimal", *LOW_TO_HIGH)),
    ("openai/gpt-5-mini", ("minimal", *LOW_TO_HIGH)),
    ("gpt-5-chat-latest", ()),
    ("gpt-5-search-api-2025-10-14", ()),
    ("gpt-5-codex", LOW_TO_HIGH),
    ("gpt-5-pro-2025-10-06", ("high",)),
    ("gpt-5.1", ("none", *LOW_TO_HIGH)),
    ("gpt-5.1-codex-mini", LOW_TO_HIGH),
    ("gpt-5.1-codex-max", (*LOW_TO_HIGH, "xhigh")),
    ("gpt-5.2-pro", ("medium", "high", "xhigh")),
    ("gpt-5.2-chat-latest", ("medium",)),
    ("chat-latest", ("medium",)),
    ("gpt-5.3-codex", (*LOW_TO_HIGH, "xhigh")),
    ("gpt-5.4-nano-2026-03-17", ("none", *LOW_TO_HIGH, "xhigh")),
    ("gpt-5.5-pro-2026-04-23", ("medium", "high", "xhigh")),
    ("openai.gpt-5.6-luna", ("none", *LOW_TO_HIGH, "xhigh", "max")),
    ("gpt-6-sol", ("none", *LOW_TO_HIGH, "xhigh", "max")),
    ("gpt-6-astra-law", (*LOW_TO_HIGH, "xhigh", "max")),
    ("gpt-6.1-sol", (*LOW_TO_HIGH, "xhigh", "max")),
    ("gpt-6.1-terra", ("none", *LOW_TO_HIGH, "xhigh", "max")),
    ("o1-mini", ()),
    ("o3-mini", LOW_TO_HIGH),
    ("o1-pro-2025-03-19", LOW_TO_HIGH),
    ("azure/o4-mini", LOW_TO_HIGH),
    ("o4-mini-deep-research", ("medium",)),
    ("computer-use-preview", LOW_TO_HIGH),
    ("openai/gpt-oss-120b", LOW_TO_HIGH),
]


@pytest.mark.parametrize(("name", "efforts"), EFFORTS)
def test_a_name_tells_the_words_a_model_knows(name: str, efforts: tuple[str, ...]) -> None:
    """Whatever stands before and behind it."""
    model = model_of(name)
    assert model is not None
    assert model.efforts == efforts
    assert model_of(name.upper()) == model


@pytest.mark.parametrize("name", ["llama-3", "foo1", "turbo3", "grok-4", "claude-opus-4-5", "sonar-deep-research", "a-deployment"])
def test_a_model_of_another_maker_is_none_of_these(name: str) -> None:
    """Also where a name only looks like one."""
    assert model_of(name) is None


@pytest.mark.parametrize(
    ("name", "effort", "takes"),
    [
        ("gpt-4o", None, True),
        ("gpt-4o-search-preview", None, False),
        ("gpt-5-search-api", None, False),
        ("o3", None, False),
        ("gpt-5", "minimal", False),
        ("gpt-5.1", None, True),
        ("gpt-5.1", "none", True),
        ("gpt-5.4", "low", False),
        ("gpt-5.6-sol", None, False),
        ("gpt-5.6-sol", "none", True),
    ],
)
def test_a_model_that_thinks_takes_no_temperature(name: str, effort: str | None, takes: bool) -> None:
    """One that need not think does, while it does not. One that searches never does."""
    model = model_of(name)
    assert model is not None
    assert model.takes_sampling(effort) is takes


@pytest.mark.parametrize(("name", "at_rest"), [("gpt-5.2", False), ("gpt-5.4-mini", True), ("gpt-5.5", True), ("gpt-6-astra", True)])
def test_from_a_version_on_only_a_model_at_rest_calls_functions_in_a_chat(name: str, at_rest: bool) -> None:
    """OpenAI's server says: use /v1/responses or set reasoning_effort to 'none'."""
    model = model_of(name)
    assert model is not None
    assert model.acts_at_rest is at_rest


def test_every_row_speaks_the_words_there_are() -> None:
    """In order, so that the nearest can be found."""
    order = list(BUDGETS)
    for _, row in _ROWS:
        assert sorted(row.efforts, key=order.index) == list(row.efforts)
