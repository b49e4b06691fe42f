"""Where a model is asked: on this wire its name, and whether the answer is streamed, are in the address."""

from __future__ import annotations

from urllib.parse import quote

# Whose names say themselves where they stand; a bare name is one of "models".
_COLLECTIONS = ("models", "publishers", "tunedModels", "endpoints", "projects")


def address(model: str, *, quoted: bool = False) -> str:
    """A model's full name behind the base URL."""
    name = model.strip("/")
    head = name.partition("/")[0]
    if head not in _COLLECTIONS or head == name or any(step in ("", ".", "..") for step in name.split("/")):
        return f"models/{quote(name, safe='@')}" if quoted else f"models/{name}"
    return quote(name, safe="/@") if quoted else name


def path(model: str, streamed: bool) -> str:
    """What stands behind a provider's base URL."""
    return f"/{address(model, quoted=True)}:{'streamGenerateContent?alt=sse' if streamed else 'generateContent'}"
