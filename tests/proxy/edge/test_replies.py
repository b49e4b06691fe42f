"""Small replies of our own."""

from __future__ import annotations

import orjson

from proxy.edge.replies import answer, refuse
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


def test_who_was_not_heard_out_is_told_that_it_is_the_last_word() -> None:
    """The rest of its request cannot be followed by another one."""
    line = Notebook()
    asked = visit(line, complete=False)
    refuse(asked, Problem(Kind.UNKNOWN_PATH, "there is nothing"))
    assert b"\r\nconnection: close\r\n" in line.written
    assert not asked.keep
