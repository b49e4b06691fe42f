"""No illegal reason leaves, and no failure looks like an end."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.canonical import Kind, Problem, Reason
from translators.openai_chat.reasons import FAILURES, LEGAL, REASONS, read_reason


@pytest.mark.parametrize("reason", get_args(Reason))
def test_its_own_words_are_themselves(reason: Reason) -> None:
    """The canonical reasons are this wire's."""
    assert read_reason(reason) == reason
    assert reason in LEGAL


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("STOP", "stop"),
        ("end_turn", "stop"),
        ("eos", "stop"),
        ("MAX_TOKENS", "length"),
        ("model_length", "length"),
        ("tool_use", "tool_calls"),
        ("function_call", "tool_calls"),
        ("SAFETY", "content_filter"),
        ("something new", "stop"),
    ],
)
def test_native_words_have_a_meaning(word: str, reason: str) -> None:
    """In any case; an unknown one is a stop."""
    assert read_reason(word) == reason


@pytest.mark.parametrize("word", FAILURES)
def test_a_word_of_failure_is_a_problem(word: str) -> None:
    """The provider gave up: the answer is not whole."""
    with pytest.raises(Problem) as caught:
        read_reason(word)
    assert caught.value.kind.elsewhere
    assert caught.value.native == word


def test_deepseek_without_room_is_overloaded() -> None:
    """It may work elsewhere."""
    assert FAILURES["insufficient_system_resource"] is Kind.PROVIDER_OVERLOADED


@given(st.text(max_size=20))
def test_any_word_at_all_has_a_reason_or_a_problem(word: str) -> None:
    """Whatever a server makes up."""
    try:
        found: object = read_reason(word)
    except Problem as problem:
        found = problem.kind
    assert found in (*get_args(Reason), *FAILURES.values())


def test_no_word_is_in_two_rows() -> None:
    """Lists are data, and data has no contradictions."""
    assert not REASONS.keys() & FAILURES.keys()
