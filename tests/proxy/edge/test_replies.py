"""Small replies of our own."""

from __future__ import annotations

import orjson
import pytest

from proxy.edge.replies import answer, nothing_there, refuse
from tests.visits import Notebook, visit
from translators.canonical import Kind, Problem


def test_an_answer_is_json() -> None:
    """With its type."""
    line = Notebook()
    answer(visit(line), 503, {"status": "stopping"})
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\ncontent-type: application/json\r\n" in head
    assert orjson.loads(body) == {"status": "stopping"}


def test_a_refusal_is_what_the_sdks_expect() -> None:
    """With the headers it was given, and when to come back."""
    line = Notebook()
    refuse(visit(line), Problem(Kind.RATE_LIMITED, "slow down", retry_after=1.5), b"allow: GET\r\n")
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert {b"retry-after: 2", b"retry-after-ms: 1500", b"allow: GET"} <= set(head.split(b"\r\n"))
    assert orjson.loads(body)["error"]["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize(("path", "told"), [("/v1/messages/x", "req_7"), ("/v1/nowhere", None)])
def test_a_refusal_has_the_name_of_its_call(path: str, told: str | None) -> None:
    """In its head, and where the wire has a place for it."""
    line = Notebook()
    refuse(visit(line, path=path), Problem(Kind.UNKNOWN_PATH, "there is nothing").of("req_7"))
    head, _, body = line.written.partition(b"\r\n\r\n")
    assert {b"x-request-id: req_7", b"x-modelbridge-request-id: req_7"} <= set(head.split(b"\r\n"))
    assert (b"\r\nrequest-id: req_7\r\n" in head) is (told is not None)
    assert orjson.loads(body).get("request_id") == told


def test_nothing_there_says_what_was_asked() -> None:
    """As far as it can be said."""
    problem = nothing_there(visit(Notebook(), "GET", "/" + 300 * "a"))
    assert (problem.kind, problem.message) == (Kind.UNKNOWN_PATH, "there is nothing at GET /" + 199 * "a")


def test_who_was_not_heard_out_is_told_that_it_is_the_last_word() -> None:
    """The rest of its request cannot be followed by another one."""
    line = Notebook()
    asked = visit(line, complete=False)
    refuse(asked, Problem(Kind.UNKNOWN_PATH, "there is nothing"))
    assert b"\r\nconnection: close\r\n" in line.written
    assert not asked.keep


def test_an_operators_refusal_has_it_in_the_body() -> None:
    """Whatever the wire has a place for: no wire is spoken there."""
    line = Notebook()
    refuse(visit(line, path="/api/nowhere"), Problem(Kind.UNKNOWN_PATH, "there is nothing").of("req_7"))
    assert orjson.loads(line.written.partition(b"\r\n\r\n")[2])["request_id"] == "req_7"
