"""Turn the model the caller named into the targets that can serve it."""

from __future__ import annotations

from msgspec.structs import replace

from proxy.call import Call, Next, Reply
from proxy.routing.resolve import resolve


async def route(call: Call, next: Next) -> Reply:
    """Name the targets, best first."""
    found = resolve(call.envelope.model, call.snapshot)
    call.facts.route = found.name
    return await next(replace(call, targets=found.targets))
