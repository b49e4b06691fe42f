"""Which kind an error of a provider is: its status says most, its own words refine it, its message comes last."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from translators.canonical import Kind, Problem
from translators.faults import Fault, read_fault
from translators.translator import Headers

LONGEST_WAIT = 86_400.0  # seconds; who asks for more than a day is not believed
Words = Mapping[str, tuple[Kind, frozenset[int]]]  # what an error calls itself, in lower case: a kind, and the statuses it is believed for

_BY_STATUS = {
    401: Kind.PROVIDER_KEY_REFUSED,
    402: Kind.PROVIDER_OUT_OF_CREDIT,
    403: Kind.PROVIDER_KEY_REFUSED,
    404: Kind.PROVIDER_MODEL_MISSING,
    405: Kind.PROVIDER_FAILED,
    407: Kind.PROVIDER_FAILED,
    408: Kind.PROVIDER_TIMED_OUT,
    409: Kind.PROVIDER_FAILED,
    410: Kind.PROVIDER_MODEL_MISSING,
    421: Kind.PROVIDER_FAILED,
    424: Kind.PROVIDER_FAILED,
    425: Kind.PROVIDER_FAILED,
    429: Kind.PROVIDER_RATE_LIMITED,
    498: Kind.PROVIDER_OVERLOADED,  # Groq: no room in the flexible tier
    503: Kind.PROVIDER_OVERLOADED,
    504: Kind.PROVIDER_TIMED_OUT,
    522: Kind.PROVIDER_TIMED_OUT,
    524: Kind.PROVIDER_TIMED_OUT,
    529: Kind.PROVIDER_OVERLOADED,
}
# What the error calls itself may say more than its status. The statuses a word is believed for; without any, for all.
_ASKED = frozenset({400, 403, 404, 413, 422, 500})
WORDS: Words = {
    "context_length_exceeded": (Kind.CONTEXT_TOO_LONG, _ASKED),
    "exceed_context_size_error": (Kind.CONTEXT_TOO_LONG, _ASKED),
    "string_above_max_length": (Kind.CONTEXT_TOO_LONG, _ASKED),
    "content_filter": (Kind.CONTENT_FILTERED, _ASKED),
    "content_policy_violation": (Kind.CONTENT_FILTERED, _ASKED),
    "responsibleaipolicyviolation": (Kind.CONTENT_FILTERED, _ASKED),
    "data_inspection_failed": (Kind.CONTENT_FILTERED, _ASKED),
    "model_not_found": (Kind.PROVIDER_MODEL_MISSING, frozenset({400, 403, 404, 422})),
    "model_not_available": (Kind.PROVIDER_MODEL_MISSING, frozenset({400, 403, 404, 422})),
    "invalid_model": (Kind.PROVIDER_MODEL_MISSING, frozenset({400, 403, 404, 422})),
    "deploymentnotfound": (Kind.PROVIDER_MODEL_MISSING, frozenset({400, 404})),
    "invalid_api_key": (Kind.PROVIDER_KEY_REFUSED, frozenset({400})),
    "authentication_error": (Kind.PROVIDER_KEY_REFUSED, frozenset({400})),
    "insufficient_quota": (Kind.PROVIDER_OUT_OF_CREDIT, frozenset({400, 403, 429})),
    "billing_hard_limit_reached": (Kind.PROVIDER_OUT_OF_CREDIT, frozenset({400, 403, 429})),
    "insufficient_balance": (Kind.PROVIDER_OUT_OF_CREDIT, frozenset({400, 403, 429})),
}
NO_WORDS: Words = {}
# An error inside a reply of status 200 may have no status of its own: then these words give one.
_STATUS_OF_WORD = {
    "invalid_request_error": 400,
    "invalid_parameter_error": 400,
    "authentication_error": 401,
    "insufficient_quota": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "overloaded_error": 503,
    "service_unavailable": 503,
    "timeout": 504,
}
_BY_MESSAGE = (
    (
        Kind.CONTEXT_TOO_LONG,
        re.compile(
            r"(?i)maximum context length|context (?:length|size|window)[^.]{0,80}exceed|exceed[^.]{0,80}context|prompt is too long"
            r"|longer than the model's context|reduce the length of the messages|too many (?:input )?tokens"
            r"|input tokens exceed|`?inputs`? tokens \+ `?max_new_tokens`? must be"
        ),
    ),
    (
        Kind.CONTENT_FILTERED,
        re.compile(r"(?i)content (?:management|moderation|safety) (?:policy|system)|flagged by (?:our|the) moderation"),
    ),
    (
        Kind.PROVIDER_MODEL_MISSING,
        re.compile(r"(?i)\binvalid model\b|not a valid model|not supported model|model[^.]{0,120}(?:does not exist|not exist|not found)"),
    ),
    (Kind.PROVIDER_KEY_REFUSED, re.compile(r"(?i)api key not valid|(?:invalid|incorrect) api key")),
)
_SAYS_WHEN = re.compile(r"(?i)(?:try again|retry) (?:in|after) (\d{1,6}(?:\.\d{1,6})?) ?(ms|milliseconds?|s|seconds?|m|minutes?)\b")
_HTTP_DATE = re.compile(r"\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CALLERS_FAULT = frozenset({Kind.PROVIDER_REJECTED, Kind.CONTEXT_TOO_LONG, Kind.CONTENT_FILTERED, Kind.PROVIDER_MODEL_MISSING})
_PASSED_ON = frozenset({400, 404, 413, 422})  # their bodies concern the caller's own request
_KEPT = frozenset({400, 402, 404, 413, 415, 422, 429})  # statuses that mean to our caller what they mean to us


def judged_reply(status: int, headers: Headers, body: bytes, wire: str, words: Words = NO_WORDS) -> Problem:
    """A reply that is no answer. Where its body concerns the caller's own request, it may pass on its own wire."""
    if 300 <= status < 400:
        return Problem(Kind.PROVIDER_FAILED, f"the provider redirects (status {status}), and no redirect is followed with a key in hand")
    fault = read_fault(body)
    problem = judged(status, fault, waiting(headers, fault), f"the provider answered with status {status}", words)
    if status in _PASSED_ON and problem.kind in _CALLERS_FAULT and fault.official:
        problem.wire, problem.wire_bytes = wire, body
    return problem


def judged_inside(fault: Fault, words: Words = NO_WORDS) -> Problem:
    """An error inside a reply whose status said that all is well, or inside a stream."""
    word = next((word for word in fault.words if word in _STATUS_OF_WORD), None)
    status = fault.status or (_STATUS_OF_WORD[word] if word else 502)
    return judged(status, fault, waiting({}, fault), "the provider reported an error", words)


def judged(status: int, fault: Fault, retry_after: float | None, happened: str, words: Words = NO_WORDS) -> Problem:
    """One error. A wire with words of its own hands them in."""
    kind = _kind(status, fault, words)
    return Problem(
        kind,
        _message(kind, fault, happened),
        param=fault.param if kind in _CALLERS_FAULT else None,
        retry_after=retry_after,
        status=status if status in _KEPT and kind.status < 500 and kind is not Kind.PROVIDER_OUT_OF_CREDIT else kind.status,
        native=fault.code or fault.type or None,
    )


def _kind(status: int, fault: Fault, words: Words) -> Kind:
    for word in fault.words:
        kind, statuses = words.get(word) or WORDS.get(word) or (None, frozenset())
        if kind is not None and status in statuses:
            return kind
    if status in (400, 413, 422, 500):
        for kind, pattern in _BY_MESSAGE:
            if pattern.search(fault.message):
                return kind
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return Kind.PROVIDER_REJECTED if 400 <= status < 500 else Kind.PROVIDER_FAILED


def _message(kind: Kind, fault: Fault, happened: str) -> str:
    if kind is Kind.PROVIDER_KEY_REFUSED:  # its words may show a part of the key, which is not the caller's
        return "the provider refused the gateway's key for it"
    if kind in _CALLERS_FAULT and fault.message:
        return fault.message
    return f"{happened}: {fault.message}" if fault.message else happened


def waiting(headers: Headers, fault: Fault) -> float | None:
    """Seconds until it may be tried again, as far as they can be believed."""
    seconds = _told_wait(headers, fault)
    return None if seconds is None or math.isnan(seconds) else min(max(0.0, seconds), LONGEST_WAIT)


def _told_wait(headers: Headers, fault: Fault) -> float | None:
    """The precise header, the usual header, the body's field, the message's words."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        seconds = _seconds(headers.get(name, ""), unit)
        if seconds:
            return seconds
    until, sent = _date(headers.get("retry-after", "")), _date(headers.get("date", ""))
    if until and sent:  # the provider's own clock on both sides
        return max(0.0, (until - sent).total_seconds())
    if fault.retry_after is not None:
        return max(0.0, fault.retry_after)
    said = _SAYS_WHEN.search(fault.message)
    if said:
        unit = 1000.0 if said[2].lower().startswith(("ms", "milli")) else 1 / 60 if said[2].lower().startswith("m") else 1.0
        return float(said[1]) / unit
    return _seconds(headers.get("retry-after", ""), 1.0)


def _seconds(text: str, unit: float) -> float | None:
    try:
        seconds = float(text) / unit
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _date(text: str) -> datetime | None:
    match = _HTTP_DATE.fullmatch(text.strip())
    if not match or match[2] not in _MONTHS:
        return None
    try:
        return datetime(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]), int(match[4]), int(match[5]), int(match[6]), tzinfo=UTC)
    except ValueError:
        return None
