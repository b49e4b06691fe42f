"""Errors on this wire: what it calls them refines what its status says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anthropic.types import ErrorResponse

from tests.recordings import ABSENT, recordings
from translators.anthropic.problems import problem_in, read_problem, write_problem, write_stream_problem
from translators.canonical import Kind, Problem
from translators.framing.sse import Decoder


def error(type: str, message: str = "what happened") -> dict[str, Any]:
    """An error as Anthropic writes it."""
    return {"type": "error", "error": {"type": type, "message": message}, "request_id": "req_1"}


READ = [
    (400, "invalid_request_error", "messages.1: bad", Kind.PROVIDER_REJECTED),
    (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", Kind.CONTEXT_TOO_LONG),
    (400, "invalid_request_error", "Your credit balance is too low to access the API.", Kind.PROVIDER_OUT_OF_CREDIT),
    (401, "authentication_error", "invalid x-api-key", Kind.PROVIDER_KEY_REFUSED),
    (402, "billing_error", "x", Kind.PROVIDER_OUT_OF_CREDIT),
    (403, "permission_error", "x", Kind.PROVIDER_KEY_REFUSED),
    (404, "not_found_error", "model: claude-nope", Kind.PROVIDER_MODEL_MISSING),
    (413, "request_too_large", "x", Kind.PROVIDER_REJECTED),
    (429, "rate_limit_error", "x", Kind.PROVIDER_RATE_LIMITED),
    (500, "api_error", "x", Kind.PROVIDER_FAILED),
    (504, "timeout_error", "x", Kind.PROVIDER_TIMED_OUT),
    (529, "overloaded_error", "Overloaded", Kind.PROVIDER_OVERLOADED),
]


@pytest.mark.parametrize(("status", "type", "message", "kind"), READ)
def test_an_error_is_what_its_status_and_its_type_say(status: int, type: str, message: str, kind: Kind) -> None:
    """Its words come last."""
    assert read_problem(status, {}, json.dumps(error(type, message)).encode()).kind is kind


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("overloaded_error", Kind.PROVIDER_OVERLOADED),
        ("rate_limit_error", Kind.PROVIDER_RATE_LIMITED),
        ("api_error", Kind.PROVIDER_FAILED),
        ("timeout_error", Kind.PROVIDER_TIMED_OUT),
        ("invalid_request_error", Kind.PROVIDER_REJECTED),
        ("authentication_error", Kind.PROVIDER_KEY_REFUSED),
        ("of next year", Kind.PROVIDER_FAILED),
    ],
)
def test_in_a_stream_the_type_is_all_there_is(type: str, kind: Kind) -> None:
    """Its status was 200."""
    assert problem_in(error(type)).kind is kind


def test_limits_and_the_wait_are_read_from_the_head() -> None:
    """So that a caller of another wire is told of them."""
    headers = {"retry-after": "17", "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-requests-remaining": "0"}
    problem = read_problem(429, headers, json.dumps(error("rate_limit_error")).encode())
    assert problem.retry_after == 17
    assert problem.limits is not None
    assert problem.limits.requests is not None
    assert problem.limits.requests.remaining == 0


def test_no_credit_says_nothing_of_the_account() -> None:
    """It is the operator's."""
    problem = read_problem(400, {}, json.dumps(error("invalid_request_error", "Your credit balance is too low, go to org x")).encode())
    assert "org x" not in problem.message
    assert problem.wire_bytes is None


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_what_is_written_is_an_official_error(kind: Kind) -> None:
    """Whole and in a stream, where its event is called so too. 413 has a type that the SDK forgot."""
    wire = json.loads(json.dumps(write_problem(Problem(kind, "what happened"))))
    if kind.status != 413:
        ErrorResponse.model_validate(wire)
    (frame,) = Decoder().feed(write_stream_problem(Problem(kind, "what happened")))
    assert frame.event == b"error"
    assert json.loads(frame.data or b"") == wire


def test_an_error_says_which_call_it_was() -> None:
    """Where that is known; whole and in a stream."""
    problem = Problem(Kind.UNKNOWN_PATH, "there is nothing")
    assert write_problem(problem)["request_id"] is None
    assert write_problem(problem.of("req_7"))["request_id"] == "req_7"
    assert b'"request_id":"req_7"' in write_stream_problem(problem.of("req_7"))


def test_recorded_errors_are_understood() -> None:
    """Every one is the caller's fault, or the key's."""
    found = [recording for recording in recordings("anthropic.messages") if recording.status >= 400]
    if not found:
        pytest.skip(ABSENT)
    for recording in found:
        problem = read_problem(recording.status, recording.headers, recording.body)
        assert problem.kind in (Kind.PROVIDER_REJECTED, Kind.PROVIDER_MODEL_MISSING, Kind.PROVIDER_KEY_REFUSED), recording.id


@pytest.mark.parametrize("said", ["exceeds the context window", "Prompt is too long: 9 tokens"])
def test_a_conversation_that_is_too_long_is_known_by_its_words(said: str) -> None:
    """This wire has no type for it."""
    message = write_problem(Problem(Kind.CONTEXT_TOO_LONG, said))["error"]["message"]
    assert message.lower().startswith("prompt is too long")
    assert message.endswith(said)


def test_a_thread_that_cannot_be_held_is_called_as_anthropic_calls_it() -> None:
    """Its SDKs then send the whole conversation; no other refusal has such a word."""
    wire = write_problem(Problem(Kind.UNSUPPORTED, "thread: no", param="thread"))
    assert wire["error"]["details"] == {"error_code": "thread_unsupported_request"}
    ErrorResponse.model_validate(wire)
    assert "details" not in write_problem(Problem(Kind.UNSUPPORTED, "top_k: no", param="top_k"))["error"]
    assert "details" not in write_problem(Problem(Kind.INVALID_REQUEST, "thread: no", param="thread"))["error"]
