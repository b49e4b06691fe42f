"""Errors on this wire, both ways."""

from __future__ import annotations

from typing import Any

from translators.canonical import Problem
from translators.faults import read_error
from translators.framing import json_text
from translators.framing.sse import encode
from translators.judging import judged_inside, judged_reply
from translators.openai_chat.limits import read_limits
from translators.translator import Headers, Wire

WIRE = "openai_chat"

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    429: "rate_limit_error",
}


def read_problem(status: int, headers: Headers, body: bytes) -> Problem:
    """A reply that is no answer, with what its head says of rate limits."""
    problem = judged_reply(status, headers, body, WIRE)
    problem.limits = read_limits(headers)
    return problem


def problem_in(error: Any) -> Problem:
    """An error inside a reply whose status said that all is well, or inside a stream."""
    return judged_inside(read_error(error))


def write_problem(problem: Problem) -> Wire:
    """OpenAI's error object. Its `code` is the kind's word."""
    status = problem.status
    return {
        "error": {
            "message": problem.message,
            "type": _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error"),
            "param": problem.param,
            "code": problem.kind.word,
        }
    }


def write_stream_problem(problem: Problem) -> bytes:
    """One frame. The official clients raise it as an error of the stream."""
    return encode(json_text.encode(write_problem(problem)))
