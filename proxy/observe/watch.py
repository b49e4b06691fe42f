"""What is told of a call that has ended: its log line and its metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from proxy.call import Call, Facts
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

    def ended(self, call: Call) -> None:
        """A call is over, well or not."""
        self.metrics.in_flight -= 1
        seconds = self.clock() - call.arrived
        facts = call.facts
        first = facts.first_content_at - call.arrived if facts.first_content_at else None
        self.metrics.count(facts, seconds, first, overhead(facts, call.arrived, seconds))
        if self.log.requests:
            self.log.request(line(call, facts, seconds))


def line(call: Call, facts: Facts, seconds: float) -> dict[str, object]:
    """The one line of a request. No body, no secret, nothing a caller wrote but the model's name."""
    fields: dict[str, object] = {
        "request_id": call.id,
        "key": facts.key,
        "model": facts.model[:200],
        "target": facts.target.name[:200] if facts.target else "",
        "status": facts.status,
        "streamed": facts.streamed,
        "attempts": facts.attempts,
        "duration_ms": round(seconds * 1000, 3),
        "overhead_ms": round(overhead(facts, call.arrived, seconds) * 1000, 3),
    }
    if facts.route:
        fields["route"] = facts.route
    if facts.first_content_at:
        fields["ttft_ms"] = round((facts.first_content_at - call.arrived) * 1000, 3)
    if facts.usage is not None:
        fields["tokens_in"], fields["tokens_out"] = facts.usage.prompt, facts.usage.completion
        if facts.usage.cache_read:
            fields["tokens_cached"] = facts.usage.cache_read
    if facts.cost is not None:
        fields["cost_usd"] = f"{facts.cost / 1e12:.9f}"
    if facts.reason is not None:
        fields["finish"] = facts.reason
    if facts.problem is not None:
        fields["problem"] = facts.problem.word
    if facts.left:
        fields["caller_left"] = True
    return fields


def overhead(facts: Facts, arrived: float, seconds: float) -> float:
    """Time in the gateway: up to the first content for a stream, to the end for a whole reply."""
    until = facts.first_content_at - arrived if facts.streamed and facts.first_content_at else seconds
    return max(0.0, until - facts.provider_seconds)
