"""The one log line of a request. No body, no secret, nothing a caller wrote but names: of the model, of fields that were left out."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct

from proxy.call import Call
from records.money import usd

LONGEST = 200  # characters of a name that a caller chose


class Line(Struct, omit_defaults=True, gc=False):
    """Its fields, in the order they are written. A field that is left out says nothing: no route, no usage, no problem."""

    time: datetime
    level: str
    event: str
    request_id: str
    key: str | None
    model: str | None
    target: str | None
    status: int
    streamed: bool
    attempts: int
    duration_ms: float
    overhead_ms: float
    route: str = ""
    ttft_ms: float | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int = 0
    cost_usd: str | None = None
    finish: str | None = None
    problem: str | None = None
    dropped: str = ""
    caller_left: bool = False


def line(call: Call, seconds: float, overhead: float) -> Line:
    """What is told of a call that took so many seconds, and of these so many in the gateway."""
    facts = call.facts
    usage, target = facts.usage, facts.target
    return Line(
        datetime.now(UTC),
        "info",
        "request",
        call.id,
        facts.key or None,
        facts.model[:LONGEST] or None,
        target.name[:LONGEST] if target is not None else None,
        facts.status,
        facts.streamed,
        facts.attempts,
        round(seconds * 1000, 3),
        round(overhead * 1000, 3),
        facts.route,
        round((facts.first_content_at - call.arrived) * 1000, 3) if facts.first_content_at else None,
        usage.prompt if usage is not None else None,
        usage.completion if usage is not None else None,
        usage.cache_read if usage is not None else 0,
        usd(facts.cost) if facts.cost is not None else None,
        facts.reason,
        facts.problem.word if facts.problem is not None else None,
        ", ".join(facts.dropped)[:LONGEST] if facts.warned else "",
        facts.left,
    )
