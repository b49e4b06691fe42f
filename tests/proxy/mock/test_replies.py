"""Healthy replies as moves."""

from __future__ import annotations

import json

import pytest

from proxy.mock.answers import echo, lorem, respond
from proxy.mock.moves import Head, Send, Wait
from proxy.mock.pace import Pace
from proxy.mock.replies import refusal, streamed, whole
from tests.asked import asked
from tests.mocked import frames, text_of
from translators import TRANSLATORS
from translators.canonical import Kind, PartDelta, Problem

OPENAI = TRANSLATORS["openai_chat"]


def test_a_whole_reply_is_one_body_of_known_length() -> None:
    """With its head before it, and no wait."""
    head, send = whole(respond(asked("hello"), echo, 5), OPENAI, Pace())
    assert isinstance(head, Head)
    assert isinstance(send, Send)
    assert head.status == 200
    assert dict(head.headers)["content-length"] == str(len(send.data))
    assert json.loads(send.data)["choices"][0]["message"]["content"] == "hello"


def test_a_whole_reply_takes_as_long_as_its_tokens() -> None:
    """And the latency before them."""
    wait, *_ = whole(respond(asked("go"), lorem(10), 0), OPENAI, Pace(latency=1.0, rate=5))
    assert wait == Wait(3.0)


def test_a_stream_sends_a_token_at_a_time() -> None:
    """Each after its gap; they join to the text."""
    request = asked("hello, world", stream=True, wants_usage=True)
    moves = list(streamed(request, respond(request, echo, 0), OPENAI, Pace(latency=1.0, rate=4)))
    assert moves[0] == Wait(1.0)
    assert isinstance(moves[1], Head)
    sends = [move for move in moves if isinstance(move, Send)]
    deltas = [move for move in sends if isinstance(move.event, PartDelta)]
    assert len(deltas) == 3
    assert moves.count(Wait(0.25)) == 3
    events = frames(send.data for send in sends)
    assert text_of(events) == "hello, world"
    assert events[-1] == "data: [DONE]"
    assert events[-2]["usage"]["total_tokens"] == 6


@pytest.mark.parametrize(("retry_after", "header"), [(None, None), (7.0, "7"), (0.2, "1")])
def test_a_refusal_says_when_to_come_again(retry_after: float | None, header: str | None) -> None:
    """In whole seconds."""
    head, send = refusal(Problem(Kind.RATE_LIMITED, "slow down", retry_after=retry_after), OPENAI)
    assert isinstance(head, Head)
    assert isinstance(send, Send)
    assert (head.status, dict(head.headers).get("retry-after")) == (429, header)
    assert json.loads(send.data)["error"]["message"] == "slow down"
