"""Errors on this wire, both ways: in a reply of their own, inside a reply, inside a stream."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from translators.canonical import Kind, Problem
from translators.faults import read_error
from translators.framing import json_text
from translators.framing.sse import encode
from translators.judging import Words, judged_inside, judged_reply
from translators.openai_chat.limits import read_limits
from translators.translator import Headers, Wire

WIRE = "openai_responses"

_ASKED = frozenset({400})
_FILTERED = (Kind.CONTENT_FILTERED, _ASKED)
_WORDS: Words = {
    "bio_policy": _FILTERED,
    "cyber_policy": _FILTERED,
    "misalignment_policy_violation": _FILTERED,
    "image_content_policy_violation": _FILTERED,
}
# A reply that has failed says so in a word without a status. These blame what was asked.
_CALLERS_FAULT = frozenset(_WORDS) | {
    "context_length_exceeded", "invalid_prompt", "invalid_image", "invalid_image_format", "invalid_base64_image", "invalid_image_url",
    "image_too_large", "image_too_small", "image_parse_error", "invalid_image_mode", "image_file_too_large",
    "unsupported_image_media_type", "empty_image_file", "failed_to_download_image", "image_file_not_found",
}  # fmt: skip
_TYPES = {401: "authentication_error", 402: "insufficient_quota", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


def read_problem(status: int, headers: Headers, body: bytes) -> Problem:
    """A reply that is no answer, with what its head says of rate limits."""
    problem = judged_reply(status, headers, body, WIRE, _WORDS)
    problem.limits = read_limits(headers)
    return problem


def problem_in(error: Any) -> Problem:
    """An error inside a reply whose status said that all is well, or inside a stream."""
    fault = read_error(error)
    if fault.status is None and any(word in _CALLERS_FAULT for word in fault.words):
        fault = replace(fault, status=400)
    return judged_inside(fault, _WORDS)


def write_problem(problem: Problem) -> Wire:
    """OpenAI's error object. Its `code` is the kind's word."""
    return {"error": _fields(problem)}


def write_stream_problem(problem: Problem) -> bytes:
    """One frame, with the error told twice: flat, as the event is documented, and as an object, which OpenAI's clients raise."""
    fields = _fields(problem)
    flat = {name: fields[name] for name in ("code", "message", "param")}
    return encode(json_text.encode({"type": "error", **flat, "error": fields, "sequence_number": 0}), b"error")


def _fields(problem: Problem) -> dict[str, Any]:
    kind = "server_error" if problem.status >= 500 else _TYPES.get(problem.status, "invalid_request_error")
    return {"message": problem.message, "type": kind, "param": problem.param, "code": problem.kind.word}
