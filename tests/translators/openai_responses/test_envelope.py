"""The hot path of a request: what the gateway must know of it, and the same bytes for another model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import odd
from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import Problem
from translators.openai_responses.check import check_request
from translators.openai_responses.envelope import forward_request, peek_request
from translators.translator import Envelope

RECORDED = recordings("openai.responses")
INPUT = b'[{"role": "user", "content": "h\xc3\xa9"}]'
BODY = b'{"model": "m", "input": ' + INPUT + b', "stream": true, "max_output_tokens": 9, "user": "u", "n": 12345678901234567890}'


def test_a_usual_request_is_known_at_once() -> None:
    """All that the gateway must know."""
    assert peek_request(BODY) == Envelope(model="m", stream=True, wants_usage=True, max_tokens=9, user="u", question=BODY)


def test_only_the_model_is_another() -> None:
    """Every other value stays the bytes it was."""
    envelope = peek_request(BODY)
    forwarded = forward_request(BODY, envelope, "x")
    assert INPUT in forwarded
    assert json.loads(forwarded) == json.loads(BODY) | {"model": "x"}
    assert forward_request(forwarded, peek_request(forwarded), "x") is forwarded


@pytest.mark.skipif(not RECORDED, reason=ABSENT)
@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording.id)
def test_every_recorded_request_is_let_in_and_passed_on(recording: Recording) -> None:
    """For the same model, and for another."""
    body = json.dumps(recording.request).encode()
    envelope = peek_request(body)
    assert envelope == check_request(body)
    assert json.loads(forward_request(body, envelope, envelope.model)) == recording.request
    assert peek_request(forward_request(body, envelope, "another")).model == "another"


ITEMS = st.dictionaries(
    st.sampled_from(["type", "role", "content", "call_id", "name", "arguments", "input", "output", "id", "summary", "encrypted_content"]),
    odd
    | st.sampled_from(["message", "function_call", "function_call_output", "custom_tool_call", "reasoning", "item_reference", "user", "a"]),
    max_size=5,
)
REQUESTS = st.fixed_dictionaries(
    {"model": st.sampled_from(["m", "", "a\n", 3])},
    optional={
        "input": odd | st.just("hi") | st.lists(ITEMS, max_size=2),
        "tools": odd
        | st.lists(
            st.dictionaries(st.sampled_from(["type", "name", "parameters"]), odd | st.sampled_from(["function", "f"]), max_size=3),
            max_size=1,
        ),
        "text": odd | st.just({"format": {"type": "text"}}),
        "stream": odd,
        "max_output_tokens": odd,
        "previous_response_id": st.just("r"),
    },
)


def judged(body: bytes, judge: Any) -> Any:
    """The envelope, or the words of the refusal."""
    try:
        return judge(body)
    except Problem as problem:
        return problem.message


@given(REQUESTS)
def test_the_quick_look_and_the_slow_walk_never_disagree(request: Any) -> None:
    """Whatever is asked."""
    body = json.dumps(request).encode()
    assert judged(body, peek_request) == judged(body, check_request)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"model": "m", "input": "\xff"}', b'{"model": "m", "input": ' + b"[" * 5000 + b"]" * 5000 + b"}"]
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    """In words."""
    with pytest.raises(Problem):
        peek_request(body)
