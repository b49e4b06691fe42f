"""Where a model is asked: on this wire its name, and whether the answer is streamed, are in the address."""

from __future__ import annotations

from urllib.parse import quote

# Collections whose members say themselves where they stand. A bare name is one of the models; so is one with the whole way to it
# before its name (publishers/google/models/…), for that way is part of the base URL.
_COLLECTIONS = ("models", "tunedModels", "endpoints")
_WAYS = ("publishers", "projects")


def address(model: str, *, quoted: bool = False) -> str:
    """A model's name behind the base URL."""
    name = model.strip("/")
    head, _, rest = name.partition("/")
    if head in _WAYS and "/models/" in rest:
        head, _, rest = name[name.index("/models/") + 1 :].partition("/")
    if head not in _COLLECTIONS or not rest or "/" in rest:
        head, rest = "models", name
    return f"{head}/{quote(rest, safe='@')}" if quoted else f"{head}/{rest}"


def path(model: str, streamed: bool) -> str:
    """What stands behind a provider's base URL."""
    return f"/{address(model, quoted=True)}:{'streamGenerateContent?alt=sse' if streamed else 'generateContent'}"
