"""Who owns what a call leaves behind."""

from __future__ import annotations

from proxy.call import Call


def tenant_of(call: Call) -> str:
    """The caller's key. Whoever has another key finds nothing of it."""
    return "" if call.caller is None else call.caller.name
