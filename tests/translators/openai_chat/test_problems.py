"""Errors are read by the rules of all wires, and leave as OpenAI writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.canonical import Kind, Limits, Problem, Window
from translators.openai_chat.problems import problem_in, read_problem, write_problem, write_stream_problem


def error(message: str = "m", **fields: Any) -> bytes:
    """As OpenAI writes it."""
    return json.dumps({"error": {"message": message, "type": None, "param": None, "code": None} | fields}).encode()


def test_an_error_is_judged_as_on_every_wire() -> None:
    """By its status, its words, its message; and its own body goes on where it concerns the caller's request."""
    body = error("no", type="invalid_request_error", param="tools[0].type")
    problem = read_problem(400, {}, body)
    assert (problem.kind, problem.wire, problem.wire_bytes, problem.param) == (Kind.PROVIDER_REJECTED, "openai_chat", body, "tools[0].type")
    assert problem_in({"error": {"message": "m", "code": 429}}).kind is Kind.PROVIDER_RATE_LIMITED


def test_what_is_left_of_the_limits_is_told() -> None:
    """Where its head says so."""
    head = {"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s"}
    assert read_problem(429, head, error()).limits == Limits(requests=Window(60, 0, 1.0))
    assert read_problem(429, {}, error()).limits is None


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_every_kind_leaves_as_openai_writes_it(kind: Kind) -> None:
    """Four fields, always; the type that the official clients know."""
    wire = write_problem(Problem(kind, "what happened", param="messages"))["error"]
    assert wire.keys() == {"message", "type", "param", "code"}
    assert (wire["message"], wire["param"], wire["code"]) == ("what happened", "messages", kind.word)
    assert wire["type"] in {
        "invalid_request_error",
        "authentication_error",
        "permission_error",
        "insufficient_quota",
        "rate_limit_error",
        "server_error",
    }
    assert (wire["type"] == "server_error") == (kind.status >= 500)


def test_an_error_in_a_stream_is_one_frame() -> None:
    """On one line, whatever the message."""
    frame = write_stream_problem(Problem(Kind.PROVIDER_CUT_OFF, "cut\r\n\r\noff"))
    assert frame.startswith(b"data: ")
    assert frame.endswith(b"\n\n")
    assert frame.count(b"\n") == 2
    assert json.loads(frame[6:])["error"]["code"] == "provider_cut_off"


FIELDS = ("error", "message", "detail", "code", "type", "msg", "loc", "details", "retryDelay", "retry_after")
odd = st.recursive(
    st.none() | st.text(max_size=5) | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
)


@given(st.integers(300, 599), st.binary(max_size=60) | odd.map(lambda wire: json.dumps(wire).encode()), st.text(max_size=20))
def test_no_error_is_too_odd(status: int, body: bytes, header: str) -> None:
    """Any body at all is a problem in words that can be sent."""
    problem = read_problem(status, {"retry-after": header, "retry-after-ms": header}, body)
    assert problem.message
    assert problem.status not in (401, 403)
    assert problem.retry_after is None or 0 <= problem.retry_after < 1e300
    assert write_stream_problem(problem)


def test_a_deep_error_is_an_error_all_the_same() -> None:
    """Nobody writes it, somebody might."""
    body = b'{"error":' + b'{"message":' * 500 + b'"x"' + b"}" * 501
    assert read_problem(500, {}, body).kind is Kind.PROVIDER_FAILED
