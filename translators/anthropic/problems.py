"""Errors on this wire, both ways. https://platform.claude.com/docs/en/api/errors"""

from __future__ import annotations

from typing import Any

from translators.anthropic.limits import read_limits
from translators.canonical import Kind, Problem
from translators.faults import read_error
from translators.framing import json_text
from translators.framing.sse import encode
from translators.judging import Words, judged_inside, judged_reply
from translators.translator import Headers, Wire

WIRE = "anthropic"

_TYPES = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_ANY = frozenset(range(400, 600))
# What this wire calls an error refines what its status says; in a stream, whose status is 200, it is all there is.
WORDS: Words = {
    "authentication_error": (Kind.PROVIDER_KEY_REFUSED, _ANY),
    "permission_error": (Kind.PROVIDER_KEY_REFUSED, _ANY),
    "billing_error": (Kind.PROVIDER_OUT_OF_CREDIT, _ANY),
    "rate_limit_error": (Kind.PROVIDER_RATE_LIMITED, _ANY),
    "overloaded_error": (Kind.PROVIDER_OVERLOADED, _ANY),
    "timeout_error": (Kind.PROVIDER_TIMED_OUT, _ANY),
    "not_found_error": (Kind.PROVIDER_MODEL_MISSING, frozenset({400, 404})),
}
TOO_LONG = "prompt is too long"  # by these words of Anthropic's, agents know that they must shorten the conversation
# A field that is at fault, and what Anthropic calls that in `details`: by this, its SDKs know to send the conversation themselves.
_CODES = {"thread": "thread_unsupported_request"}
_NO_CREDIT = "credit balance is too low"


def read_problem(status: int, headers: Headers, body: bytes) -> Problem:
    """A reply that is no answer, with what its head says of rate limits."""
    problem = judged_reply(status, headers, body, WIRE, WORDS)
    if status == 400 and _NO_CREDIT in problem.message:  # it has no type of its own, and is nothing the caller did
        kind = Kind.PROVIDER_OUT_OF_CREDIT
        problem = Problem(kind, "the provider answered that the gateway's account has no credit left", native=problem.native)
    problem.limits = read_limits(headers)
    return problem


def problem_in(error: Any) -> Problem:
    """An error inside a stream, or inside a reply whose status said that all is well."""
    return judged_inside(read_error(error), WORDS)


def write_problem(problem: Problem) -> Wire:
    """This wire's error object. Its `type` says what the official clients raise; the message names the field at fault."""
    status, message = problem.status, problem.message
    if problem.kind is Kind.CONTEXT_TOO_LONG and TOO_LONG not in message.lower():
        message = f"{TOO_LONG}: {message}"
    error: Wire = {"type": _TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error"), "message": message}
    if problem.kind is Kind.UNSUPPORTED and problem.param in _CODES:
        error = {**error, "details": {"error_code": _CODES[problem.param]}}
    return {"type": "error", "error": error, "request_id": problem.call}


def write_stream_problem(problem: Problem) -> bytes:
    """One frame. The official clients raise it as an error of the stream."""
    return encode(json_text.encode(write_problem(problem)), b"error")
