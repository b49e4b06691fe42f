"""Claude on Vertex AI: the model in the address, the version in the body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.recordings import ABSENT, recordings
from translators.canonical import ChatRequest, Message, Text
from translators.translator import Envelope
from translators.vertex_anthropic import SPOKEN, TRANSLATOR, VERSION

HELLO: dict[str, Any] = {"model": "fast", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}], "stream": True}
ASKED = Envelope(model="fast", stream=True, wants_usage=True, max_tokens=5)


def test_the_version_is_said_in_the_body() -> None:
    """There is no header for it."""
    assert TRANSLATOR.headers == ()
    found = [each.request for each in recordings("anthropic.messages") if each.provider == "vertex"]
    if not found:
        pytest.skip(ABSENT)
    assert {body[VERSION] for body in found} == {SPOKEN}
    assert not any("model" in body for body in found)


def test_the_model_stands_in_the_address() -> None:
    """With the verb for how the answer comes."""
    assert TRANSLATOR.path("claude-sonnet-4@20250514", False) == "/models/claude-sonnet-4@20250514:rawPredict"
    assert TRANSLATOR.path("claude-sonnet-4@20250514", True) == "/models/claude-sonnet-4@20250514:streamRawPredict"
    assert TRANSLATOR.path("a/../b", False) == "/models/a%2F..%2Fb:rawPredict"


def test_a_question_is_passed_on_without_it() -> None:
    """Every other value the bytes it was."""
    forwarded = json.loads(TRANSLATOR.forward_request(json.dumps(HELLO).encode(), ASKED, "claude-x"))
    assert forwarded == {**{name: value for name, value in HELLO.items() if name != "model"}, VERSION: SPOKEN}


def test_a_question_from_another_wire_is_written_without_it() -> None:
    """The model still says what can be asked of it."""
    request = ChatRequest(model="claude-opus-4-7", messages=(Message("user", (Text("hi"),)),), temperature=0.5, wire="openai_chat")
    wire, dropped = TRANSLATOR.write_request(request)
    assert "model" not in wire
    assert wire[VERSION] == SPOKEN
    assert dropped == ("temperature",)


def test_a_count_is_asked_of_one_address_for_all_models() -> None:
    """So there the model stays."""
    counting = TRANSLATOR.counting
    assert counting is not None
    assert counting.path("claude-x") == "/models/count-tokens:rawPredict"
    body = json.dumps({"model": "fast", "messages": HELLO["messages"]}).encode()
    assert json.loads(counting.forward_request(body, ASKED, "claude-x")) == {
        "model": "claude-x",
        "messages": HELLO["messages"],
        VERSION: SPOKEN,
    }
    wire, _ = counting.write_request(ChatRequest(model="claude-x", messages=(Message("user", (Text("hi"),)),), wire="gemini"))
    assert (wire["model"], wire[VERSION]) == ("claude-x", SPOKEN)
