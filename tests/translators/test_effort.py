"""A word for how much to think and a number for it say the same, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.effort import BUDGETS, budget_of, effort_of, nearest

WORDS = list(BUDGETS)
words = st.sampled_from(WORDS)


@pytest.mark.parametrize("word", ["none", "minimal", "low", "medium", "high"])
def test_a_word_comes_back_from_its_number(word: str) -> None:
    """Those that most models know."""
    budget = budget_of(word)
    assert budget is not None
    assert effort_of(budget) == word


@pytest.mark.parametrize("word", ["xhigh", "max"])
def test_no_number_is_more_than_high(word: str) -> None:
    """Few models know more."""
    assert effort_of(BUDGETS[word]) == "high"


@given(st.integers(0, 2**31), st.integers(0, 2**31))
def test_more_tokens_are_never_a_lesser_word(one: int, other: int) -> None:
    """The table is in order."""
    less, more = sorted((one, other))
    assert WORDS.index(effort_of(less)) <= WORDS.index(effort_of(more))


def test_only_no_tokens_are_no_thought() -> None:
    """One token is some; a negative number leaves it to the model."""
    assert (effort_of(0), effort_of(1), effort_of(-1)) == ("none", "minimal", "medium")


def test_a_word_nobody_knows_has_no_number() -> None:
    """It is not made up."""
    assert budget_of("extreme") is None
    assert nearest("extreme", ("low", "high")) is None


@given(words, st.lists(words, unique=True).map(tuple))
def test_the_nearest_word_is_one_the_model_knows(word: str, known: tuple[str, ...]) -> None:
    """Its own where it knows it; none where it knows none."""
    found = nearest(word, known)
    assert (found in known) if known else found is None
    if word in known:
        assert found == word
    if known and found is not None:
        assert all(abs(WORDS.index(found) - WORDS.index(word)) <= abs(WORDS.index(other) - WORDS.index(word)) for other in known)


def test_of_two_words_as_near_the_lesser_counts() -> None:
    """Thinking costs."""
    assert nearest("medium", ("high", "low")) == "low"
    assert nearest("max", ("low", "high")) == "high"
    assert nearest("none", ("low", "high")) == "low"
