"""Errors in Google's words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.genai.errors import APIError

from tests.recordings import ABSENT, TRAFFIC, recordings
from translators.canonical import Kind, Problem
from translators.framing.sse import Decoder
from translators.gemini.problems import error_in, read_problem, write_problem, write_stream_problem


def error(code: int, message: str, status: str = "INVALID_ARGUMENT", *details: dict[str, Any]) -> bytes:
    return json.dumps({"error": {"code": code, "message": message, "status": status, "details": list(details)}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, error(400, "API key not valid. Please pass a valid API key."), Kind.PROVIDER_KEY_REFUSED),
        (400, error(400, "API key expired.", "INVALID_ARGUMENT", {"reason": "API_KEY_INVALID"}), Kind.PROVIDER_KEY_REFUSED),
        (400, error(400, "The input token count (1250074) exceeds the maximum number of tokens allowed (1048576)."), Kind.CONTEXT_TOO_LONG),
        (400, error(400, "temperature"), Kind.PROVIDER_REJECTED),
        (400, error(400, "User location is not supported for the API use.", "FAILED_PRECONDITION"), Kind.PROVIDER_FAILED),
        (400, error(400, "Please enable billing on project", "FAILED_PRECONDITION"), Kind.PROVIDER_OUT_OF_CREDIT),
        (403, error(403, "denied", "PERMISSION_DENIED"), Kind.PROVIDER_KEY_REFUSED),
        (404, error(404, "models/x is not found for API version v1beta", "NOT_FOUND"), Kind.PROVIDER_MODEL_MISSING),
        (429, error(429, "Resource exhausted", "RESOURCE_EXHAUSTED"), Kind.PROVIDER_RATE_LIMITED),
        (429, error(429, "Your prepayment credits are depleted.", "RESOURCE_EXHAUSTED"), Kind.PROVIDER_OUT_OF_CREDIT),
        (500, error(500, "An internal error has occurred", "INTERNAL"), Kind.PROVIDER_FAILED),
        (503, error(503, "The model is overloaded.", "UNAVAILABLE"), Kind.PROVIDER_OVERLOADED),
        (504, error(504, "late", "DEADLINE_EXCEEDED"), Kind.PROVIDER_TIMED_OUT),
        (502, b"<html>bad gateway</html>", Kind.PROVIDER_FAILED),
    ],
)
def test_an_error_is_of_its_kind(status: int, body: bytes, kind: Kind) -> None:
    problem = read_problem(status, {}, body)
    assert problem.kind is kind
    assert problem.elsewhere if hasattr(problem, "elsewhere") else True


def test_the_delay_is_found_and_so_is_an_error_in_a_list() -> None:
    body = (
        b"[" + error(429, "quota", "RESOURCE_EXHAUSTED", {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "48s"}) + b"]"
    )
    problem = read_problem(429, {}, body)
    assert (problem.kind, problem.retry_after, problem.native) == (Kind.PROVIDER_RATE_LIMITED, 48.0, "RESOURCE_EXHAUSTED")


def test_the_operators_key_is_not_shown() -> None:
    body = error(400, "API key not valid: AIzaSecret", "INVALID_ARGUMENT", {"reason": "API_KEY_INVALID"})
    problem = read_problem(400, {}, body)
    assert "AIza" not in problem.message
    assert problem.wire_bytes is None


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ({"code": 503, "message": "m", "status": "UNAVAILABLE"}, Kind.PROVIDER_OVERLOADED),
        ({"message": "m", "status": "RESOURCE_EXHAUSTED"}, Kind.PROVIDER_RATE_LIMITED),
        ({"message": "m"}, Kind.PROVIDER_FAILED),
    ],
)
def test_an_error_inside_a_stream_is_judged_by_its_own_status(inner: dict[str, Any], kind: Kind) -> None:
    for wire in ({"error": inner}, [{"error": inner}]):
        problem = error_in(wire)
        assert problem is not None
        assert problem.kind is kind


def test_a_reply_is_no_error() -> None:
    assert error_in({"candidates": [], "usageMetadata": {}}) is None
    assert error_in({"usageMetadata": {}}) is None


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_every_problem_has_a_word_googles_clients_understand(kind: Kind) -> None:
    wire = write_problem(Problem(kind, "what happened", param="contents", retry_after=1.5))
    inner = wire["error"]
    assert inner["code"] == kind.status
    assert inner["status"].isupper()
    assert {row["@type"].rpartition(".")[2] for row in inner["details"]} == {"ErrorInfo", "BadRequest", "RetryInfo"}
    assert APIError(inner["code"], dict(wire)).message == "what happened"
    assert read_problem(kind.status, {}, json.dumps(wire).encode()).retry_after == 1.5


def test_a_problem_of_a_stream_begins_with_the_word_googles_clients_look_for() -> None:
    (frame,) = Decoder().feed(write_stream_problem(Problem(Kind.PROVIDER_CUT_OFF, "cut")))
    assert (frame.data or b"").startswith(b'{"error":')


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("api", ["gemini.generateContent", "gemini.streamGenerateContent"])
def test_recorded_errors_keep_googles_word(api: str) -> None:
    for recording in recordings(api):
        if recording.status != 200:
            problem = read_problem(recording.status, recording.headers, recording.body)
            assert problem.native == json.loads(recording.body)["error"]["status"], recording.id
