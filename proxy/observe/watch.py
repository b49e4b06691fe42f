"""What is told of a call that has ended: its log line and its metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proxy.call import Call, Facts
from proxy.observe.line import line
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Watch:
    """Sees every call begin and end."""

    log: Log
    metrics: Metrics
    clock: Callable[[], float]

    def begun(self) -> None:
        """A call has come in."""
        self.metrics.in_flight += 1

    def ended(self, call: Call, at: float) -> None:
        """A call was over at that time, well or not."""
        self.metrics.in_flight -= 1
        seconds, facts = at - call.arrived, call.facts
        first = facts.first_content_at - call.arrived if facts.first_content_at else None
        ours = overhead(facts, seconds, first)
        self.metrics.count(facts, seconds, first, ours)
        if self.log.requests:
            self.log.request(line(call, seconds, ours))


def overhead(facts: Facts, seconds: float, first: float | None) -> float:
    """Time in the gateway: up to the first content for a stream, to the end for a whole reply."""
    until = first if facts.streamed and first is not None else seconds
    return max(0.0, until - facts.provider_seconds)
