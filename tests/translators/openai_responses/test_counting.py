"""How many tokens a question has."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import ChatRequest, Kind, Message, Problem, Text
from translators.openai_responses.counting import COUNTING, read_count, write_count, write_question


def test_only_what_counts_is_asked() -> None:
    """The endpoint knows no other field."""
    request = ChatRequest(
        model="gpt-5", messages=(Message("user", (Text("hi"),)),), max_tokens=9, user="u", stream=True, seed=1, wire="openai_chat"
    )
    wire, dropped = write_question(request)
    assert wire == {"model": "gpt-5", "input": [{"role": "user", "content": "hi"}]}
    assert dropped == ("seed",)
    assert COUNTING.path("gpt-5") == "/responses/input_tokens"


def test_a_count_survives() -> None:
    """As OpenAI tells it."""
    assert write_count(7) == {"object": "response.input_tokens", "input_tokens": 7}
    assert read_count(write_count(7)) == 7


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({}, Kind.PROVIDER_BAD_REPLY),
        ({"input_tokens": True}, Kind.PROVIDER_BAD_REPLY),
        ({"error": {"message": "m", "code": "rate_limit_exceeded"}}, Kind.PROVIDER_RATE_LIMITED),
    ],
)
def test_what_is_no_count_is_a_problem(wire: dict[str, Any], kind: Kind) -> None:
    """None is made up."""
    with pytest.raises(Problem) as caught:
        read_count(wire)
    assert caught.value.kind is kind
