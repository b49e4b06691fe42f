"""Questions whose tokens are counted."""

from __future__ import annotations

import pytest

from translators.anthropic.counting import COUNTING
from translators.canonical import ChatRequest, Message, Problem, Text


def test_what_concerns_the_answer_alone_is_left_out() -> None:
    """It is refused where nothing is answered."""
    request = ChatRequest(
        model="claude-sonnet-4-5",
        messages=(Message("system", (Text("s"),)), Message("user", (Text("hi"),))),
        temperature=0.5,
        stop=("x",),
        user="u",
        stream=True,
        wire="openai_chat",
    )
    wire, _ = COUNTING.write_request(request)
    assert wire.keys() == {"model", "messages", "system"}


def test_a_callers_own_question_stays_as_it_is() -> None:
    """Tools and thinking count."""
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "tools": [], "thinking": {"type": "adaptive"}}
    assert COUNTING.write_request(COUNTING.read_request(body)) == (body, ())
    assert COUNTING.path("m") == "/messages/count_tokens"


def test_a_count_is_a_number() -> None:
    """Anything else is none."""
    assert COUNTING.read_count({"input_tokens": 14}) == 14
    assert COUNTING.write_count(14) == {"input_tokens": 14}
    for wrong in ({}, {"input_tokens": "14"}, {"input_tokens": True}, {"input_tokens": -1}):
        with pytest.raises(Problem):
            COUNTING.read_count(wrong)
