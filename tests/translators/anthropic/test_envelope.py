"""What the gateway must know of a request, quickly, and the same bytes for another model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recordings import ABSENT, recordings
from translators.anthropic.check import check_request
from translators.anthropic.envelope import forward_request, peek_request
from translators.canonical import Problem
from translators.translator import Envelope

HELLO: dict[str, Any] = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


def test_it_knows_what_must_be_known() -> None:
    """Usage is always told on this wire."""
    body = json.dumps({**HELLO, "stream": True, "metadata": {"user_id": "u"}, "service_tier": "auto"}).encode()
    assert peek_request(body) == Envelope(model="m", stream=True, wants_usage=True, max_tokens=5, user="u", tier="auto")


odd = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.text(max_size=3) | st.sampled_from(["text", "user", "tool_use"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "text", "content", "source", "name", "input", "id", "role", "x"]), inner, max_size=4)
    ),
    max_leaves=6,
)


def judged(check: Any, body: bytes) -> Any:
    """What it says of a body."""
    try:
        return check(body)
    except Problem as problem:
        return problem.message


@given(st.dictionaries(st.sampled_from([*HELLO, "system", "tools", "tool_choice", "thinking", "metadata", "stream", "output_config"]), odd))
def test_the_quick_look_and_the_slow_one_never_disagree(fields: dict[str, Any]) -> None:
    """Whatever the body is."""
    body = json.dumps({**HELLO, **fields}).encode()
    assert judged(peek_request, body) == judged(check_request, body)


def test_another_model_and_every_other_byte_the_same() -> None:
    """A field written twice leaves once, as what was checked."""
    body = b'{"model": "fast", "max_tokens":5, "x": 1.10, "messages":[{"role":"user","content":"\\u00e9"}],"x": 2.50}'
    forwarded = forward_request(body, peek_request(body), "claude-x")
    assert forwarded == b'{"model":"claude-x","max_tokens":5,"x":2.50,"messages":[{"role":"user","content":"\\u00e9"}]}'
    same = json.dumps(HELLO, separators=(",", ":")).encode()
    assert forward_request(same, peek_request(same), "m") is same


def test_a_thought_of_another_maker_is_left_behind() -> None:
    """This wire carried it; its models would refuse the whole question."""
    sealed = {"type": "thinking", "thinking": "Hm", "signature": "mb1.gemini.s.S=="}
    turns = [
        *HELLO["messages"],
        {"role": "assistant", "content": [sealed, {"type": "text", "text": "x"}]},
        {"role": "user", "content": "y"},
    ]
    body = json.dumps({**HELLO, "messages": turns}).encode()
    forwarded = json.loads(forward_request(body, peek_request(body), "claude-x"))
    assert forwarded["messages"][1]["content"] == [{"type": "text", "text": "x"}]
    assert forwarded["model"] == "claude-x"


def test_recorded_questions_are_let_in_and_passed_on() -> None:
    """Both ways agree on each."""
    found = [each for each in recordings("anthropic.messages") if each.provider == "anthropic" and each.status == 200]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        body = json.dumps(recording.request).encode()
        envelope = peek_request(body)
        assert envelope == check_request(body), recording.id
        assert json.loads(forward_request(body, envelope, envelope.model)) == recording.request
