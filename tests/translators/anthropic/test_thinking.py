"""How much to think, in the words this model has for it."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.abilities import abilities
from translators.anthropic.thinking import planned, read_thinking
from translators.canonical import Thinking


@pytest.mark.parametrize(
    ("wire", "effort", "thinking"),
    [
        ({"type": "enabled", "budget_tokens": 2000}, None, (None, 2000, True)),
        ({"type": "enabled", "budget_tokens": 2000, "display": "omitted"}, "high", ("high", 2000, False)),
        ({"type": "disabled"}, "high", ("none", None, None)),
        ({"type": "between_tools"}, None, ("none", None, None)),
        ({"type": "adaptive"}, None, (None, None, None)),
        ({"type": "adaptive", "display": "summarized"}, "low", ("low", None, True)),
    ],
)
def test_what_a_caller_says_is_read(wire: dict[str, Any], effort: str | None, thinking: tuple[Any, ...]) -> None:
    """And kept as it was said."""
    read = read_thinking(wire, effort)
    assert read is not None
    assert (read.effort, read.budget, read.shown) == thinking
    assert read.extra == {"thinking": wire}


def test_effort_alone_says_something_too() -> None:
    """Nothing says nothing."""
    assert read_thinking(None, "low") == Thinking("low")
    assert read_thinking(None, None) is None


OLD, BOTH, NEW, ALWAYS = "claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-5", "claude-opus-5-5"
SUMMED = {"type": "adaptive", "display": "summarized"}
PLANS: list[tuple[str, Thinking | None, int | None, Any, str | None, int]] = [
    (OLD, None, None, None, None, 4096),
    (OLD, None, 99, None, None, 99),
    (OLD, Thinking("low"), None, {"type": "enabled", "budget_tokens": 2048}, None, 6144),
    (OLD, Thinking("minimal"), None, {"type": "enabled", "budget_tokens": 1024}, None, 5120),
    (OLD, Thinking(budget=100), None, {"type": "enabled", "budget_tokens": 1024}, None, 5120),
    (OLD, Thinking(budget=-1), None, {"type": "enabled", "budget_tokens": 8192}, None, 12_288),
    (OLD, Thinking("max"), None, {"type": "enabled", "budget_tokens": 59_904}, None, 64_000),
    (OLD, Thinking("high"), 4000, {"type": "enabled", "budget_tokens": 2000}, None, 4000),
    (OLD, Thinking("high"), 1025, {"type": "enabled", "budget_tokens": 1024}, None, 1025),
    (OLD, Thinking("none"), None, None, None, 4096),
    ("claude-opus-4-5", Thinking("xhigh"), None, {"type": "enabled", "budget_tokens": 32_768}, "high", 36_864),
    (BOTH, Thinking("low"), None, {"type": "adaptive"}, "low", 6144),
    (BOTH, Thinking("xhigh"), None, {"type": "adaptive"}, "high", 36_864),
    (BOTH, Thinking(budget=3000), None, {"type": "enabled", "budget_tokens": 3000}, None, 7096),
    (NEW, None, None, None, None, 20_480),
    (NEW, Thinking(shown=True), None, SUMMED, None, 20_480),
    (NEW, Thinking("xhigh"), 500, SUMMED, "xhigh", 500),
    (NEW, Thinking("minimal", shown=False), None, {"type": "adaptive"}, "low", 5120),
    (NEW, Thinking(budget=3000), None, SUMMED, "low", 6144),
    (NEW, Thinking(budget=0), None, {"type": "disabled"}, None, 4096),
    ("claude-sonnet-5-5", Thinking("none"), None, {"type": "between_tools"}, None, 4096),
    ("claude-opus-4-7", Thinking("none"), None, None, None, 4096),
]


@pytest.mark.parametrize("row", PLANS)
def test_a_model_is_told_so_that_it_does_not_refuse(row: tuple[str, Thinking | None, int | None, Any, str | None, int]) -> None:
    """And there is room for the answer beside the thoughts."""
    model, thinking, longest, wire, effort, max_tokens = row
    plan = planned(thinking, abilities(model), longest)
    assert (plan.thinking, plan.effort, plan.max_tokens, plan.dropped) == (wire, effort, max_tokens, ())


@pytest.mark.parametrize(
    ("model", "thinking", "longest"),
    [
        ("claude-3-5-haiku-latest", Thinking("high"), None),
        (OLD, Thinking("high"), 1024),
        (OLD, Thinking("enormous"), None),
        (NEW, Thinking("enormous"), None),
        (ALWAYS, Thinking("none"), None),
    ],
)
def test_what_a_model_cannot_do_is_named(model: str, thinking: Thinking, longest: int | None) -> None:
    """It is asked all the same."""
    assert planned(thinking, abilities(model), longest).dropped == ("reasoning_effort",)


def test_one_that_cannot_stop_thinking_thinks_as_little_as_it_can() -> None:
    """Said by effort alone."""
    plan = planned(Thinking("none"), abilities(ALWAYS), None)
    assert (plan.thinking, plan.effort, plan.on) == (None, "low", False)
