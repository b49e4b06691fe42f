"""What is known of a model is found by its name, however it is dressed."""

from __future__ import annotations

import pytest

from translators.effort import BUDGETS
from translators.openai_chat.abilities import _ROWS, abilities_of

LOW_TO_HIGH = ("low", "medium", "high")
EFFORTS = [
    ("gpt-5-2025-08-07", ("minimal", *LOW_TO_HIGH)),
    ("gpt-5-chat-latest", ()),
    ("gpt-5.4-nano-2026-03-17", ("none", *LOW_TO_HIGH, "xhigh")),
    ("gpt-6-sol", ("none", *LOW_TO_HIGH, "xhigh")),  # max is a word of the Responses wire
    ("openai/gpt-6-sol", ("none", *LOW_TO_HIGH, "xhigh", "max")),  # and of other servers
    ("o3-mini", LOW_TO_HIGH),
    ("o1-mini", ()),
    ("grok-3-mini", ("low", "high")),
    ("grok-4", ()),
    ("anthropic/claude-opus-4.5", ("none", "minimal", *LOW_TO_HIGH, "xhigh")),
    ("llama-3.3-70b-versatile", LOW_TO_HIGH),
]


@pytest.mark.parametrize(("model", "efforts"), EFFORTS)
def test_the_efforts_a_model_knows(model: str, efforts: tuple[str, ...]) -> None:
    """As its maker lists them; of a stranger, the three that all thinking models know."""
    assert abilities_of(model).efforts == efforts
    assert abilities_of(model.upper()) == abilities_of(model)


@pytest.mark.parametrize("model", ["o1", "o3-2025-04-16", "azure/o4-mini", "gpt-5", "gpt-5.5", "openai/gpt-5-nano"])
def test_models_that_think_refuse_to_be_sampled(model: str) -> None:
    """Every field of it."""
    assert {"temperature", "top_p", "frequency_penalty", "presence_penalty", "logprobs", "stop"} <= abilities_of(model).refuses


@pytest.mark.parametrize(
    ("model", "fields"),
    [("o3", {"parallel_tool_calls"}), ("gpt-5", set()), ("gpt-5-search-api", {"parallel_tool_calls", "seed", "n"})],
)
def test_some_refuse_more(model: str, fields: set[str]) -> None:
    """The o-series to be told of parallel calls, those that search nearly everything."""
    assert abilities_of(model).refuses & {"parallel_tool_calls", "seed", "n"} == fields


def test_only_openais_own_server_wants_a_model_at_rest() -> None:
    """Where the maker stands before the name, somebody else is asked, who asks OpenAI on its other wire."""
    assert [abilities_of(name).acts_at_rest for name in ("gpt-5.4", "openai/gpt-5.4", "gpt-5.2", "m")] == [True, False, False, False]


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "o3", "gpt-5-chat-latest", "gpt-5.1-chat-latest", "gpt-5-codex"])
def test_what_came_before_or_beside_gpt_5_answers_at_medium_length(model: str) -> None:
    """And refuses to be told anything else."""
    assert "verbosity" in abilities_of(model).refuses
    assert "verbosity" not in abilities_of("gpt-5-mini").refuses


@pytest.mark.parametrize("model", ["llama-3", "foo1", "turbo3", "mistral-large"])
def test_other_models_refuse_nothing(model: str) -> None:
    """Also where a name only looks like another's."""
    assert abilities_of(model).refuses == frozenset()


def test_only_openais_models_know_developers() -> None:
    """The first that thought knew no system either."""
    assert [abilities_of(model).orders for model in ("gpt-4o", "o3", "o1-mini", "llama-3", "gpt-oss-20b")] == [
        "developer", "developer", "user", "system", "system",
    ]  # fmt: skip


def test_only_others_than_openais_models_see_videos() -> None:
    """Its API has no part for them."""
    assert [abilities_of(model).videos for model in ("gpt-4o", "o3", "claude-opus-4-5", "gemini-3", "qwen3-vl", "m")] == [
        False, False, False, True, True, True,
    ]  # fmt: skip


def test_every_row_speaks_the_words_there_are() -> None:
    """In order, so that the nearest can be found."""
    order = list(BUDGETS)
    for _, row in _ROWS:
        assert sorted(row.efforts, key=order.index) == list(row.efforts)


@pytest.mark.parametrize(
    ("model", "draws"), [("gpt-5", False), ("openai/gpt-4o", False), ("claude-x", False), ("google/gemini-image", True)]
)
def test_only_other_servers_answer_in_pictures(model: str, draws: bool) -> None:
    """OpenAI's chat completions have words and sounds."""
    assert abilities_of(model).draws is draws
