"""Thought signatures: base64 on this wire, and its clients decode them. A sealed thought of another's is base64 here too."""

from __future__ import annotations

import base64
import binascii

from translators.canonical import Reasoning
from translators.seals import MARK, seal, unseal

HERE = "gemini"
LOST = "skip_thought_signature_validator"  # what Google takes for a call whose signature is lost
_BEGINS = "bWIxL"  # how MARK looks in base64
_AND = "\x00"  # between a sealed text and the id of its thought


def write_signature(thought: Reasoning) -> str | None:
    """What stands as `thoughtSignature` for a caller: Google's own as it is, another's sealed."""
    signer = thought.signer or HERE
    if thought.redacted is not None:
        sealed = seal(thought.redacted, signer, HERE, "redacted")
    elif thought.signature is not None:
        sealed = seal(thought.signature, signer, HERE)
    else:
        return None
    if not sealed.startswith(MARK):
        return sealed
    return base64.b64encode((sealed + (_AND + thought.id if thought.id else "")).encode()).decode()


def read_signature(text: str) -> tuple[str | None, str | None, str | None, str]:
    """Signature, sealed thought, the thought's id, and whose it is."""
    if text.startswith(_BEGINS) and (sealed := _decoded(text)) is not None:
        sealed, _, id = sealed.partition(_AND)
        inner, signer, what = unseal(sealed, HERE)
        if signer != HERE:
            return (inner, None, id or None, signer) if what == "signature" else (None, inner, id or None, signer)
    return text, None, None, HERE


def _decoded(text: str) -> str | None:
    """Clients write base64 with either alphabet."""
    try:
        decoded = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return decoded if decoded.startswith(MARK) else None


def sealed(text: str) -> bool:
    """Is it another's?"""
    return read_signature(text)[3] != HERE
