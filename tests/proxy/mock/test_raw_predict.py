"""Claude as Vertex AI has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.mock.raw_predict import raw_predict
from translators import TRANSLATORS
from translators.canonical import Problem
from translators.translator import Envelope

VERTEX = TRANSLATORS["vertex_anthropic"]
MODEL = "claude-sonnet-4-5@20250929"
BODY: dict[str, Any] = {"model": "anything", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]}
THERE = raw_predict(TRANSLATORS["anthropic"], MODEL)


def sent(**fields: Any) -> bytes:
    """As our own translator says it there."""
    return VERTEX.forward_request(json.dumps({**BODY, **fields}).encode(), Envelope(model="anything"), MODEL)


def test_what_is_said_there_is_understood() -> None:
    """With the model of the address."""
    body = sent(temperature=0.5)
    assert THERE.peek_request(body).model == MODEL
    request = THERE.read_request(json.loads(body))
    assert (request.model, request.temperature) == (MODEL, 0.5)
    assert "anthropic_version" not in request.extra


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (BODY, "anthropic_version: Field required"),
        ({**BODY, "anthropic_version": "2023-06-01"}, "anthropic_version: Input should be"),
        ({**BODY, "anthropic_version": "vertex-2023-10-16"}, "model: Extra inputs are not permitted"),
        ({"anthropic_version": "vertex-2023-10-16", "max_tokens": 9}, "messages"),
    ],
)
def test_what_google_refuses_is_refused(fields: dict[str, Any], words: str) -> None:
    """In its words."""
    with pytest.raises(Problem, match=words):
        THERE.peek_request(json.dumps(fields).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{"])
def test_what_is_no_request_is_none(body: bytes) -> None:
    """As anywhere."""
    with pytest.raises(Problem):
        THERE.peek_request(body)
