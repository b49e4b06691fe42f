"""What is told of a call that has ended."""

from __future__ import annotations

import io
import json

import pytest

from proxy.call import Facts
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch, overhead
from tests.canned import Clock
from tests.made import call


def told(*, requests: bool = True) -> tuple[Watch, io.BytesIO]:
    out = io.BytesIO()
    log = Log(out, requests=requests)
    return Watch(log, Metrics("1", log.lines), Clock()), out


def test_a_call_is_counted_in_and_out() -> None:
    """And told in one line, with its own times."""
    watch, out = told()
    watch.begun()
    assert watch.metrics.in_flight == 1
    asked = call(arrived=99.0)
    asked.facts.status, asked.facts.first_content_at, asked.facts.provider_seconds = 200, 99.75, 0.5
    watch.ended(asked, 100.0)
    assert watch.metrics.in_flight == 0
    line = json.loads(out.getvalue())
    assert (line["duration_ms"], line["ttft_ms"], line["overhead_ms"]) == (1000.0, 750.0, 500.0)
    assert b"modelbridge_requests_total" in watch.metrics.render()


def test_a_silent_log_still_counts() -> None:
    """Metrics do not depend on lines."""
    watch, out = told(requests=False)
    watch.begun()
    watch.ended(call(), 100.0)
    assert (watch.metrics.in_flight, out.getvalue()) == (0, b"")


@pytest.mark.parametrize(
    ("streamed", "seconds", "first", "provider", "expected"),
    [
        (False, 1.0, 0.9, 0.75, 0.25),  # to the end of a whole reply
        (True, 10.0, 1.0, 0.75, 0.25),  # to the first content of a stream: the rest is the provider's pace, and the caller's
        (True, 1.0, None, 0.75, 0.25),  # a stream that never began
        (False, 1.0, None, 2.0, 0.0),  # clocks are read one after the other
    ],
)
def test_overhead_is_what_the_provider_did_not_take(
    streamed: bool, seconds: float, first: float | None, provider: float, expected: float
) -> None:
    """It is never negative."""
    assert overhead(Facts(streamed=streamed, provider_seconds=provider), seconds, first) == pytest.approx(expected)
