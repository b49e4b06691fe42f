"""What the model thought, both ways: signed, sealed or neither."""

from __future__ import annotations

from typing import Any

from translators.anthropic.problems import WIRE
from translators.canonical import Reasoning
from translators.seals import seal, unseal
from translators.translator import Wire

# Clients of this wire expect a signature on every thought. One that has none is marked, so that it is known when it comes back:
# no model of this wire would take it.
_NOBODY = "none"
UNSIGNED = seal("", _NOBODY, WIRE)


def read_thinking(wire: Wire) -> Reasoning | None:
    """A thought. Its signature may be another maker's, which this wire carried for a caller."""
    text, signature = wire.get("thinking"), wire.get("signature")
    if not isinstance(text, str):
        return None
    if not isinstance(signature, str):
        return Reasoning(text, extra=_rest(wire, "thinking"))
    inner, signer, what = unseal(signature, WIRE)
    extra = _rest(wire, "thinking", "signature")
    if signer == _NOBODY:
        return Reasoning(text, extra=extra)
    if what == "redacted":
        return Reasoning(text, redacted=inner, extra=extra, signer=signer)
    return Reasoning(text, inner, extra=extra, signer=signer if inner else None)


def read_redacted(wire: Wire) -> Reasoning | None:
    """A thought only its maker can read."""
    data = wire.get("data")
    if not isinstance(data, str):
        return None
    inner, signer, _ = unseal(data, WIRE, "redacted")
    return Reasoning("", redacted=inner, extra=_rest(wire, "data"), signer=signer)


def write_thought(part: Reasoning, *, own: bool) -> dict[str, Any]:
    """A thought as this wire has it: what another maker signed is marked with whose it is."""
    extra = part.extra if own else {}
    signer = part.signer or WIRE
    if part.redacted is not None and not part.text:
        return {"type": "redacted_thinking", "data": seal(part.redacted, signer, WIRE, "redacted"), **extra}
    wire: dict[str, Any] = {"type": "thinking", "thinking": part.text}
    signature = signature_of(part)
    if not own:
        wire["signature"] = signature or UNSIGNED
    elif signature is not None:
        wire["signature"] = signature
    return {**wire, **extra}


def signature_of(part: Reasoning) -> str | None:
    """What stands in the place of the signature."""
    signer = part.signer or WIRE
    if part.redacted is not None:
        return seal(part.redacted, signer, WIRE, "redacted")
    return None if part.signature is None else seal(part.signature, signer, WIRE)


def readable(part: Reasoning) -> bool:
    """Can a model of this wire verify it? Anything else it refuses."""
    return part.signer == WIRE and bool(part.signature or part.redacted)


def foreign(part: Reasoning) -> bool:
    """Is it a thought of another wire, that a client of this one brings back?"""
    return part.signer != WIRE and not (part.signer is None and part.signature is not None)


def _rest(wire: Wire, *known: str) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name != "type" and name not in known}
