"""What became of the call?"""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest

from proxy.call import CallerLeft
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.watch import Watch
from proxy.stages.trace import Trace
from tests.canned import Clock
from tests.made import call
from tests.onward import Onward
from translators.canonical import Kind, Problem


class Traced:
    """A trace, and what it told."""

    def __init__(self, *, cutting: bool = False) -> None:
        self.out, self.clock = io.BytesIO(), Clock()
        log = Log(self.out)
        self.metrics = Metrics("1", log.lines)
        self.trace = Trace(Watch(log, self.metrics, self.clock), lambda: cutting)

    @property
    def line(self) -> dict[str, Any]:
        """The only one; nobody is in flight."""
        assert self.metrics.in_flight == 0
        lines = self.out.getvalue().splitlines()
        assert len(lines) == 1
        line: dict[str, Any] = json.loads(lines[0])
        return line


ENDS: dict[str, tuple[BaseException, bool, dict[str, Any]]] = {
    "a problem": (Problem(Kind.UNKNOWN_MODEL, "no"), False, {"status": 404, "problem": "model_not_found"}),
    "a problem with a status of its own": (
        Problem(Kind.PROVIDER_FAILED, "no", status=500),
        False,
        {"status": 500, "problem": "provider_failed"},
    ),
    "the caller left before it had asked": (CallerLeft(), False, {"status": 499, "caller_left": True}),
    "the caller left while it waited": (asyncio.CancelledError(), False, {"status": 499, "caller_left": True}),
    "the gateway had to stop": (asyncio.CancelledError(), True, {"status": 503, "problem": "gateway_stopping"}),
    "a fault of ours": (KeyError("x"), False, {"status": 500, "problem": "internal_error"}),
    "the process ends": (KeyboardInterrupt(), False, {"status": 500, "problem": "internal_error"}),
}


@pytest.mark.parametrize(("error", "cutting", "expected"), ENDS.values(), ids=ENDS)
async def test_a_failed_call_is_counted_out_once(error: BaseException, cutting: bool, expected: dict[str, Any]) -> None:
    """And the failure goes on to who answers it."""
    traced = Traced(cutting=cutting)
    with pytest.raises(type(error)):
        await traced.trace(call(), Onward(error))
    assert {name: traced.line.get(name) for name in ("status", "problem", "caller_left") if name in traced.line} == expected


async def test_a_good_call_is_in_flight_until_its_reply_is_closed() -> None:
    """Then its line is written, once, however often it is closed."""
    traced, onward, asked = Traced(), Onward(), call()
    reply = await traced.trace(asked, onward)
    assert (traced.metrics.in_flight, traced.out.getvalue(), asked.facts.status) == (1, b"", 200)
    await reply.close()
    await reply.close()
    assert (traced.line["status"], onward.closed) == (200, 1)


async def test_tidying_up_is_no_part_of_the_call() -> None:
    """The caller has had its reply when the closing begins."""
    traced, asked = Traced(), call(arrived=90.0)

    class Slow(Onward):
        async def close(self) -> None:
            traced.clock.now += 5.0

    await (await traced.trace(asked, Slow())).close()
    assert traced.line["duration_ms"] == 10_000


async def test_a_close_that_fails_is_counted_out_too() -> None:
    """Nothing stays in flight."""
    traced = Traced()

    class Failing(Onward):
        async def close(self) -> None:
            raise OSError("gone")

    reply = await traced.trace(call(), Failing())
    with pytest.raises(OSError, match="gone"):
        await reply.close()
    assert traced.line["status"] == 200


async def test_a_stream_that_failed_after_it_began_says_so() -> None:
    """Its status was 200; the edge notes the problem before it closes the reply."""
    traced, asked = Traced(), call()
    reply = await traced.trace(asked, Onward())
    asked.facts.problem, asked.facts.left = Kind.PROVIDER_CUT_OFF, True
    await reply.close()
    assert (traced.line["status"], traced.line["problem"], traced.line["caller_left"]) == (200, "provider_cut_off", True)
