"""Why an answer ended."""

from __future__ import annotations

from typing import get_args

import pytest
from google.genai.types import FinishReason

from translators.canonical import Reason
from translators.gemini.reasons import REASONS, native_of, read_reason, word_of, write_reason


def test_every_word_google_knows_is_in_the_table() -> None:
    assert {word.value for word in FinishReason} == set(REASONS)


def test_a_stop_with_a_call_is_a_call_and_a_limit_stays_one() -> None:
    assert read_reason("STOP", called=True) == "tool_calls"
    assert read_reason("MAX_TOKENS", called=True) == "length"


def test_a_word_nobody_knows_is_a_stop() -> None:
    assert read_reason("TIRED") == "stop"
    assert write_reason("stop", "TIRED", own=True) == "STOP"


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_leaves_as_a_legal_word(reason: Reason) -> None:
    assert write_reason(reason, "refusal", own=False) in REASONS


def test_googles_own_word_goes_back_on_its_own_wire_only() -> None:
    assert native_of("STOP") is None
    assert write_reason("content_filter", native_of("SPII"), own=True) == "SPII"
    assert write_reason("content_filter", "SPII", own=False) == "SAFETY"


@pytest.mark.parametrize(
    ("value", "word"), [(2, "MAX_TOKENS"), (99, "OTHER"), ("STOP", "STOP"), (0, None), ("", None), (None, None), (True, None)]
)
def test_numbers_are_words_too(value: object, word: str | None) -> None:
    assert word_of(value) == word
