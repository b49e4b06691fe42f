"""May this caller use this model?"""

from __future__ import annotations

from proxy.call import Call, Next, Reply
from proxy.routing.allowed import allowed
from translators.canonical import Kind, Problem


async def authorise(call: Call, next: Next) -> Reply:
    """Pass on what the caller's key allows."""
    if call.caller is None:
        raise Problem(Kind.UNAUTHENTICATED, "nobody is calling")
    if not allowed(call.caller, call.envelope.model, call.snapshot):
        message = f"the key {call.caller.name!r} may not use the model {call.envelope.model!r}"
        raise Problem(Kind.FORBIDDEN, message, param="model")
    return await next(call)
