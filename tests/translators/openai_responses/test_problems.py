"""Errors on this wire, both ways."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from openai import APIError, OpenAI

from translators.canonical import Kind, Limits, Problem, Window
from translators.openai_responses.problems import problem_in, read_problem, write_problem, write_stream_problem


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "m", "type": "invalid_request_error", "code": "context_length_exceeded"}}, Kind.CONTEXT_TOO_LONG),
        (400, {"error": {"message": "The requested model 'x' does not exist.", "code": "model_not_found"}}, Kind.PROVIDER_MODEL_MISSING),
        (400, {"code": "invalid-argument", "error": "Incorrect API key provided."}, Kind.PROVIDER_KEY_REFUSED),
        (400, {"error": {"message": "m", "code": "cyber_policy"}}, Kind.CONTENT_FILTERED),
        (429, {"error": {"message": "m", "code": "insufficient_quota"}}, Kind.PROVIDER_OUT_OF_CREDIT),
        (429, {"error": {"message": "m"}}, Kind.PROVIDER_RATE_LIMITED),
        (500, {"error": {"message": "m"}}, Kind.PROVIDER_FAILED),
    ],
)
def test_a_refusal_is_judged(status: int, body: Any, kind: Kind) -> None:
    """By its status, and by what it calls itself."""
    assert read_problem(status, {}, json.dumps(body).encode()).kind is kind


def test_a_refusal_tells_what_is_left() -> None:
    """Its head does."""
    problem = read_problem(429, {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s"}, b"{}")
    assert problem.limits == Limits(requests=Window(None, 0, 1.0))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "error", "code": "server_error", "message": "m", "param": None}, Kind.PROVIDER_FAILED),
        (
            {"type": "error", "error": {"type": "invalid_request_error", "code": "context_length_exceeded", "message": "m"}},
            Kind.CONTEXT_TOO_LONG,
        ),
        ({"error": {"code": "image_content_policy_violation", "message": "m"}}, Kind.CONTENT_FILTERED),
        ({"error": {"code": "invalid_image_url", "message": "m"}}, Kind.PROVIDER_REJECTED),
    ],
)
def test_an_error_inside_a_reply_has_no_status(error: Any, kind: Kind) -> None:
    """Its word gives one."""
    assert problem_in(error).kind is kind


def test_an_error_is_written_as_openai_writes_it() -> None:
    """Message, type, param, code."""
    problem = Problem(Kind.PROVIDER_OVERLOADED, "busy")
    assert write_problem(problem) == {"error": {"message": "busy", "type": "server_error", "param": None, "code": "provider_overloaded"}}


def test_openais_client_raises_an_error_of_the_stream() -> None:
    """In the middle of it, with our words."""
    body = write_stream_problem(Problem(Kind.PROVIDER_CUT_OFF, "cut"))
    reply = httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=body)
    client = OpenAI(api_key="k", max_retries=0, http_client=httpx2.Client(transport=httpx2.MockTransport(lambda _: reply)))
    with pytest.raises(APIError, match="cut"):
        list(client.responses.create(model="m", input="hi", stream=True))
