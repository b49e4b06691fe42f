"""Errors on this wire, both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from translators.canonical import Kind, Problem
from translators.faults import find_error, read_error
from translators.framing import json_text
from translators.framing.sse import encode
from translators.judging import judged_inside, judged_reply
from translators.translator import Headers, Wire

WIRE = "gemini"

# https://google.aip.dev/193: the word that goes with a status.
_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "FAILED_PRECONDITION",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_STATUSES = {
    "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400, "OUT_OF_RANGE": 400, "UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404, "ABORTED": 409, "ALREADY_EXISTS": 409, "RESOURCE_EXHAUSTED": 429, "CANCELLED": 499, "DATA_LOSS": 500,
    "UNKNOWN": 500, "INTERNAL": 500, "UNIMPLEMENTED": 501, "UNAVAILABLE": 503, "DEADLINE_EXCEEDED": 504,
}  # fmt: skip
# What the details call it says most; some things only the message says.
_REASONS = {
    "API_KEY_INVALID": Kind.PROVIDER_KEY_REFUSED,
    "API_KEY_EXPIRED": Kind.PROVIDER_KEY_REFUSED,
    "API_KEY_SERVICE_BLOCKED": Kind.PROVIDER_KEY_REFUSED,
    "BILLING_DISABLED": Kind.PROVIDER_OUT_OF_CREDIT,
}
_BY_MESSAGE = (
    (
        Kind.CONTEXT_TOO_LONG,
        re.compile(r"(?i)(?:input|prompt) token count[^.]{0,60}exceeds|exceeds the maximum number of tokens|request payload size exceeds"),
    ),
    (Kind.PROVIDER_MODEL_MISSING, re.compile(r"(?i)unexpected model name format")),
    (Kind.PROVIDER_OUT_OF_CREDIT, re.compile(r"(?i)prepayment credits are depleted|please enable billing")),
    (Kind.PROVIDER_FAILED, re.compile(r"(?i)user location is not supported")),
)
_ERROR = "type.googleapis.com/google.rpc."


def read_problem(status: int, headers: Headers, body: bytes) -> Problem:
    """A reply that is no answer. Google's servers may put it into a list."""
    problem = judged_reply(status, headers, body, WIRE)
    try:
        return _refined(problem, status, json_text.decode(body))
    except ValueError:
        return problem


def problem_in(error: Any) -> Problem:
    """An error inside a reply whose status said that all is well, or inside a stream."""
    fault = read_error(error)
    inner = _inner(error)
    status = fault.status or _STATUSES.get(str(inner.get("status")), 502)
    if fault.status is None and status != 502:
        return _refined(judged_inside(read_error({"error": {**inner, "code": status}})), status, error)
    return _refined(judged_inside(fault), status, error)


def error_in(wire: Any) -> Problem | None:
    """The error a frame or a reply is, if it is one."""
    if isinstance(wire, dict) and "candidates" in wire and not wire.get("error"):
        return None
    error = find_error(wire)
    return None if error is None else problem_in(error)


def write_problem(problem: Problem) -> Wire:
    """Google's error object: the status twice, as a number and as a word, and details for those who look."""
    status = problem.status
    details: list[dict[str, Any]] = [{"@type": f"{_ERROR}ErrorInfo", "reason": problem.kind.word.upper(), "domain": "modelbridge"}]
    if problem.param is not None:
        details.append({"@type": f"{_ERROR}BadRequest", "fieldViolations": [{"field": problem.param, "description": problem.message}]})
    if problem.retry_after is not None:
        details.append({"@type": f"{_ERROR}RetryInfo", "retryDelay": f"{problem.retry_after:g}s"})
    word = _WORDS.get(status, "INTERNAL" if status >= 500 else "INVALID_ARGUMENT")
    return {"error": {"code": status, "message": problem.message, "status": word, "details": details}}


def write_stream_problem(problem: Problem) -> bytes:
    """One frame. Google's own clients raise it as an error of the stream: it must begin with the word."""
    return encode(json_text.encode(write_problem(problem)))


def _refined(problem: Problem, status: int, wire: Any) -> Problem:
    """What Google says of an error beyond its status."""
    inner = _inner(wire)
    word = inner.get("status")
    problem.native = word if isinstance(word, str) and word else problem.native
    kind = next((_REASONS[reason] for reason in _told(inner) if reason in _REASONS), None)
    message = inner.get("message")
    if kind is None and isinstance(message, str) and status in (400, 403, 413, 429, 500):
        kind = next((kind for kind, pattern in _BY_MESSAGE if pattern.search(message)), None)
    if kind is None or kind is problem.kind:
        return problem
    said = "the provider refused the gateway's key for it" if kind is Kind.PROVIDER_KEY_REFUSED else str(message or problem.message)
    kept = kind in (Kind.CONTEXT_TOO_LONG, Kind.PROVIDER_MODEL_MISSING) and problem.wire_bytes is not None
    return Problem(
        kind,
        said,
        retry_after=problem.retry_after,
        status=status if kept else None,
        wire=WIRE if kept else None,
        wire_bytes=problem.wire_bytes if kept else None,
        native=problem.native,
    )


def _inner(wire: Any) -> Mapping[str, Any]:
    wire = wire[0] if isinstance(wire, list) and wire else wire
    error = wire.get("error") if isinstance(wire, dict) else None
    return error if isinstance(error, dict) else {}


def _told(inner: Mapping[str, Any]) -> list[str]:
    details = inner.get("details")
    return [str(row.get("reason")) for row in details if isinstance(row, dict)] if isinstance(details, list) else []
