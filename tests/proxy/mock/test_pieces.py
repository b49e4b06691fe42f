"""Answers token by token."""

from __future__ import annotations

import pytest

from proxy.mock import answers
from proxy.mock.answers import respond
from proxy.mock.counting import CHARACTERS
from proxy.mock.pieces import pieces
from tests.asked import asked, tool
from translators.canonical import ChatRequest, PartDelta
from translators.canonical.fold import fold, unfold

REQUESTS = [
    asked(""),
    asked("hello, wörld, how are you?"),
    asked("hello again", n=2, logprobs=True, top_logprobs=2),
    asked("", logprobs=True),
    asked("call a, call b", tools=(tool("a", x={"type": "string"}), tool("b"))),
    asked("say it", modalities=("audio",)),
]


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("answer", [answers.echo, answers.reason, answers.refuse])
def test_the_pieces_fold_to_the_whole_reply(request_: ChatRequest, answer: answers.Answer) -> None:
    """Parts, log probabilities and usage: a stream is the whole reply in pieces."""
    response = respond(request_, answer, 0)
    events = list(pieces(unfold(response)))
    assert fold(events) == response
    assert all(len(event.text) <= CHARACTERS for event in events if isinstance(event, PartDelta))
