"""Why an answer ended."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from translators.canonical import Kind, Problem, Reason
from translators.openai_responses.reasons import STATUS, read_reason, write_reason


@pytest.mark.parametrize(
    ("wire", "called", "read"),
    [
        ({"status": "completed"}, False, ("stop", None)),
        ({"status": "completed"}, True, ("tool_calls", None)),
        ({}, False, ("stop", None)),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, True, ("length", None)),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, False, ("content_filter", None)),
        ({"status": "incomplete", "incomplete_details": {"reason": "steered"}}, False, ("stop", "steered")),
        ({"status": "incomplete", "incomplete_details": None}, False, ("stop", None)),
    ],
)
def test_a_status_is_read(wire: dict[str, Any], called: bool, read: tuple[str, str | None]) -> None:
    """That there are calls says that they are why."""
    assert read_reason(wire, called) == read


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({"status": "failed", "error": {"code": "server_error", "message": "m"}}, Kind.PROVIDER_FAILED),
        ({"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "m"}}, Kind.PROVIDER_RATE_LIMITED),
        ({"status": "failed", "error": {"code": "invalid_prompt", "message": "m"}}, Kind.PROVIDER_REJECTED),
        ({"status": "cancelled"}, Kind.PROVIDER_FAILED),
        ({"status": "queued"}, Kind.PROVIDER_BAD_REPLY),
    ],
)
def test_a_reply_that_failed_is_a_problem(wire: dict[str, Any], kind: Kind) -> None:
    """And so is one that is not there yet."""
    with pytest.raises(Problem) as caught:
        read_reason(wire, called=False)
    assert caught.value.kind is kind


def test_every_reason_is_written_and_read_again() -> None:
    """Legal words only."""
    assert STATUS.keys() == set(get_args(Reason))
    for reason in STATUS:
        status, details = write_reason(reason, None)
        assert read_reason({"status": status, "incomplete_details": details}, reason == "tool_calls") == (reason, None)
    assert write_reason("stop", "steered") == ("incomplete", {"reason": "steered"})
