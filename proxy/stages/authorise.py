"""May this caller use this endpoint, and this model?"""

from __future__ import annotations

from config.schema.key import KeyScope
from config.snapshot import Key
from proxy.call import Call, Next, Reply
from proxy.routing.allowed import allowed
from translators.canonical import Kind, Problem


def admit(key: Key, scope: KeyScope) -> None:
    """Raises Problem when a key may not use what has this scope."""
    if key.scopes and scope not in key.scopes:
        message = f"the key {key.name!r} may not use this endpoint: it needs the scope {scope!r}, and has {', '.join(sorted(key.scopes))}"
        raise Problem(Kind.OUT_OF_SCOPE, message)


async def authorise(call: Call, next: Next) -> Reply:
    """Pass on what the caller's key allows."""
    if call.caller is None:
        raise Problem(Kind.UNAUTHENTICATED, "nobody is calling")
    admit(call.caller, "chat")
    if not allowed(call.caller, call.envelope.model, call.snapshot):
        message = f"the key {call.caller.name!r} may not use the model {call.envelope.model!r}"
        raise Problem(Kind.FORBIDDEN, message, param="model")
    return await next(call)
