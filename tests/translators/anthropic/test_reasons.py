"""Every word this wire has for an end means something, and no other word ever leaves."""

from __future__ import annotations

from typing import get_args

import pytest
from anthropic.types import StopReason
from anthropic.types.beta import BetaStopReason

from translators.anthropic.reasons import REASONS, WRITTEN, read_reason, write_reason
from translators.canonical import Reason

OFFICIAL = get_args(StopReason)  # the words of the beta are more, and may only come in


@pytest.mark.parametrize("word", get_args(BetaStopReason))
def test_every_official_word_is_known(word: str) -> None:
    """And is kept when it says more than the reason does."""
    reason, native = read_reason(word)
    assert reason == REASONS[word]
    assert write_reason(reason, native, own=True) == word


def test_an_unknown_word_is_a_stop_and_is_kept() -> None:
    """The answer did end by itself."""
    assert read_reason("of_next_year") == ("stop", "of_next_year")


def test_without_a_word_the_calls_say_it() -> None:
    """Some servers leave it out."""
    assert read_reason(None, called=True) == ("tool_calls", None)
    assert read_reason("") == ("stop", None)


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("native", [None, "eos", "SAFETY", "function_call"])
def test_no_word_of_another_wire_leaves(reason: Reason, native: str | None) -> None:
    """The official clients check it."""
    assert write_reason(reason, native, own=False) in OFFICIAL
    assert set(WRITTEN.values()) <= set(OFFICIAL)


def test_a_stop_with_a_call_is_a_call_here() -> None:
    """OpenAI says stop of a call it was made to make; a client of this wire would never run it."""
    assert write_reason("stop", None, own=False, called=True) == "tool_use"
    assert write_reason("stop", None, own=False, refused=True) == "refusal"
