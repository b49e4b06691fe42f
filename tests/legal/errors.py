"""May an error on that wire look like this? The shapes and words of each provider's own reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Wire = Mapping[str, Any]
# https://docs.anthropic.com/en/api/errors, and the words of the SDK
ANTHROPIC = {
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "request_too_large",
    "rate_limit_error",
    "timeout_error",
    "api_error",
    "overloaded_error",
}
# https://cloud.google.com/apis/design/errors: google.rpc.Code
GOOGLE = {
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
}


def wrong_error(wire: str, body: Wire, status: int) -> list[str]:
    """What is illegal about an error body."""
    return list(_JUDGES[wire](body, status))


def _openai(body: Wire, _: int) -> Iterator[str]:
    error = body.get("error")
    if not isinstance(error, Mapping):
        yield f"no error object: {body}"
        return
    for name in ("message", "type"):
        if not isinstance(error.get(name), str) or not error[name]:
            yield f"no {name}: {error}"
    for name in ("param", "code"):
        if name not in error or not isinstance(error[name], str | None):
            yield f"{name} is neither a text nor null: {error}"


def _anthropic(body: Wire, _: int) -> Iterator[str]:
    error = body.get("error")
    if body.get("type") != "error" or not isinstance(error, Mapping):
        yield f"no error object: {body}"
    elif error.get("type") not in ANTHROPIC or not error.get("message"):
        yield f"a type it does not know, or no message: {error}"


def _gemini(body: Wire, status: int) -> Iterator[str]:
    error = body.get("error")
    if not isinstance(error, Mapping):
        yield f"no error object: {body}"
        return
    if error.get("code") != status:
        yield f"code {error.get('code')} with status {status}"
    if error.get("status") not in GOOGLE or not error.get("message"):
        yield f"a status it does not know, or no message: {error}"


_JUDGES = {"openai_chat": _openai, "openai_responses": _openai, "anthropic": _anthropic, "gemini": _gemini}
