"""Errors of every status and shape come to the right kind, whichever wire they came on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.canonical import Kind, Problem
from translators.faults import read_error
from translators.judging import judged_inside, judged_reply

WIRE = "some_wire"


def error(message: str = "m", **fields: Any) -> bytes:
    """As OpenAI writes it."""
    return json.dumps({"error": {"message": message, "type": None, "param": None, "code": None} | fields}).encode()


def read_problem(status: int, headers: dict[str, str], body: bytes) -> Problem:
    """As a wire without words of its own reads it."""
    return judged_reply(status, headers, body, WIRE)


def problem_in(error: Any) -> Problem:
    """The same, of an error inside a good reply."""
    return judged_inside(read_error(error))


STATUSES = [
    (301, Kind.PROVIDER_FAILED, 502),
    (307, Kind.PROVIDER_FAILED, 502),
    (400, Kind.PROVIDER_REJECTED, 400),
    (401, Kind.PROVIDER_KEY_REFUSED, 502),
    (402, Kind.PROVIDER_OUT_OF_CREDIT, 402),
    (403, Kind.PROVIDER_KEY_REFUSED, 502),
    (404, Kind.PROVIDER_MODEL_MISSING, 404),
    (405, Kind.PROVIDER_FAILED, 502),
    (408, Kind.PROVIDER_TIMED_OUT, 504),
    (409, Kind.PROVIDER_FAILED, 502),
    (413, Kind.PROVIDER_REJECTED, 413),
    (418, Kind.PROVIDER_REJECTED, 400),
    (422, Kind.PROVIDER_REJECTED, 422),
    (425, Kind.PROVIDER_FAILED, 502),
    (429, Kind.PROVIDER_RATE_LIMITED, 429),
    (500, Kind.PROVIDER_FAILED, 502),
    (502, Kind.PROVIDER_FAILED, 502),
    (503, Kind.PROVIDER_OVERLOADED, 503),
    (504, Kind.PROVIDER_TIMED_OUT, 504),
    (529, Kind.PROVIDER_OVERLOADED, 503),
    (599, Kind.PROVIDER_FAILED, 502),
]


@pytest.mark.parametrize(("status", "kind", "told"), STATUSES)
@pytest.mark.parametrize("body", [b"", error(), b"<html><h1>Oops</h1></html>", b'{"detail":"x"}'])
def test_the_status_says_most(status: int, kind: Kind, told: int, body: bytes) -> None:
    """And the caller gets one that means the same to it: another's 401 is not its own."""
    problem = read_problem(status, {}, body)
    assert (problem.kind, problem.status) == (kind, told)


WORDS = [
    (400, error(code="context_length_exceeded"), Kind.CONTEXT_TOO_LONG),
    (400, error(code="content_filter", innererror={"code": "ResponsibleAIPolicyViolation"}), Kind.CONTENT_FILTERED),
    (400, error(code="model_not_found"), Kind.PROVIDER_MODEL_MISSING),
    (400, error(type="invalid_model", code=400), Kind.PROVIDER_MODEL_MISSING),
    (403, error(code="model_not_found"), Kind.PROVIDER_MODEL_MISSING),
    (400, error(code="invalid_api_key"), Kind.PROVIDER_KEY_REFUSED),
    (429, error(type="insufficient_quota", code="insufficient_quota"), Kind.PROVIDER_OUT_OF_CREDIT),
    (429, error("maximum context length", code="rate_limit_exceeded"), Kind.PROVIDER_RATE_LIMITED),
    (503, error(code="context_length_exceeded"), Kind.PROVIDER_OVERLOADED),
    (400, error("This model's maximum context length is 8 tokens."), Kind.CONTEXT_TOO_LONG),
    (400, error("prompt is too long: 9 tokens > 8 maximum"), Kind.CONTEXT_TOO_LONG),
    (422, error("`inputs` tokens + `max_new_tokens` must be <= 8"), Kind.CONTEXT_TOO_LONG),
    (500, error("Context size has been exceeded."), Kind.CONTEXT_TOO_LONG),
    (413, error("the request exceeds the available context size"), Kind.CONTEXT_TOO_LONG),
    (400, error("triggered Azure OpenAI's content management policy"), Kind.CONTENT_FILTERED),
    (400, error("Invalid model 'x'."), Kind.PROVIDER_MODEL_MISSING),
    (400, error("Model Not Exist"), Kind.PROVIDER_MODEL_MISSING),
    (400, error("API key not valid. Please pass a valid API key."), Kind.PROVIDER_KEY_REFUSED),
    (400, error("temperature must be at most 2", type="invalid_request_error", param="temperature"), Kind.PROVIDER_REJECTED),
]


@pytest.mark.parametrize(("status", "body", "kind"), WORDS, ids=range(len(WORDS)))
def test_its_words_refine_it(status: int, body: bytes, kind: Kind) -> None:
    """First what it calls itself, last its message, and only where the status leaves room."""
    assert read_problem(status, {}, body).kind is kind


def test_a_context_that_is_too_long_is_the_callers_matter() -> None:
    """Even where a server calls it its own error."""
    assert read_problem(500, {}, error("Context size has been exceeded.")).status == 400


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "7"}, error(), 7.0),
        ({"retry-after": "0.5"}, error(), 0.5),
        ({"retry-after-ms": "1500", "retry-after": "2"}, error(), 1.5),
        ({"retry-after-ms": "0", "retry-after": "1"}, error(), 1.0),
        ({"retry-after": "0"}, error(), 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, error(), 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, error(), 0.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT"}, error(), None),
        ({"retry-after": "Sat, 99 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, error(), None),
        ({"retry-after": "soon"}, error(), None),
        ({"retry-after": "1e306"}, error(), 86_400.0),
        ({"retry-after": "nan"}, error(), None),
        ({"retry-after": "inf"}, error(), None),
        ({"retry-after": "-5"}, error(), None),
        ({}, error(retry_after=3), 3.0),
        ({}, error(details=[{"@type": "RetryInfo", "retryDelay": "34.5s"}]), 34.5),
        ({}, error("Rate limit reached. Please try again in 7.66s."), 7.66),
        ({}, error("Please try again in 250ms."), 0.25),
        ({}, error("Please retry after 2 minutes"), 120.0),
        ({"retry-after": "1"}, error("Please retry after 10 seconds"), 1.0),
        ({}, b"slow down", None),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], body: bytes, seconds: float | None) -> None:
    """The header, however it is written; else the body; a date by the provider's own clock, never by ours."""
    assert read_problem(429, headers, body).retry_after == seconds


@pytest.mark.parametrize("status", [400, 404, 413, 422])
def test_the_providers_own_words_go_on_to_the_caller(status: int) -> None:
    """Where they concern the caller's request, and are written as this wire writes them."""
    body = error("no", type="invalid_request_error", param="tools[0].type")
    problem = read_problem(status, {}, body)
    assert (problem.wire, problem.wire_bytes, problem.param, problem.message) == (WIRE, body, "tools[0].type", "no")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, error()),
        (402, error()),
        (429, error()),
        (500, error()),
        (400, b'{"error":"no"}'),
        (400, b"<p>no</p>"),
        (422, b'{"detail":[]}'),
    ],
)
def test_what_is_not_of_this_wire_is_written_anew(status: int, body: bytes) -> None:
    """So is what concerns the gateway's own key and account."""
    assert read_problem(status, {}, body).wire_bytes is None


def test_nothing_of_the_gateways_key_is_shown() -> None:
    """Providers like to show the end of a refused key."""
    problem = read_problem(401, {}, error("Incorrect API key provided: sk-ab********wxyz."))
    assert "sk-" not in problem.message
    assert problem.wire_bytes is None


@pytest.mark.parametrize(
    ("wire", "kind", "status"),
    [
        ({"error": {"message": "m", "code": 429}}, Kind.PROVIDER_RATE_LIMITED, 429),
        ({"error": {"message": "m", "code": "rate_limit_exceeded"}}, Kind.PROVIDER_RATE_LIMITED, 429),
        ({"error": {"message": "m", "type": "invalid_request_error"}}, Kind.PROVIDER_REJECTED, 400),
        ({"error": {"message": "m", "type": "authentication_error"}}, Kind.PROVIDER_KEY_REFUSED, 502),
        (
            {"error": {"message": "m", "type": "invalid_request_error", "status_code": 422}},
            Kind.PROVIDER_REJECTED,
            422,
        ),
        ({"error": {"message": "m"}}, Kind.PROVIDER_FAILED, 502),
        ({"error": "boom"}, Kind.PROVIDER_FAILED, 502),
        ({"error": {"message": "m", "code": 200}}, Kind.PROVIDER_FAILED, 502),
    ],
)
def test_an_error_where_the_status_was_good(wire: Any, kind: Kind, status: int) -> None:
    """Its own status counts, in whichever field; else its words; else it is the provider's fault."""
    problem = problem_in(wire)
    assert (problem.kind, problem.status) == (kind, status)


OWN = {"overloaded": (Kind.PROVIDER_OVERLOADED, frozenset({400})), "context_length_exceeded": (Kind.PROVIDER_REJECTED, frozenset({400}))}


def test_a_wires_own_words_come_first() -> None:
    """For the statuses they are believed for; then those that all wires share."""
    assert judged_reply(400, {}, error(code="overloaded"), WIRE, OWN).kind is Kind.PROVIDER_OVERLOADED
    assert judged_reply(429, {}, error(code="overloaded"), WIRE, OWN).kind is Kind.PROVIDER_RATE_LIMITED
    assert judged_reply(400, {}, error(code="context_length_exceeded"), WIRE, OWN).kind is Kind.PROVIDER_REJECTED
    assert judged_reply(400, {}, error(code="content_filter"), WIRE, OWN).kind is Kind.CONTENT_FILTERED
