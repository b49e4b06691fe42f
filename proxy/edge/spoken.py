"""Which wire a caller speaks, as far as its path and its headers tell: in its words it is told what no endpoint was reached for."""

from __future__ import annotations

from proxy.edge.visit import Visit
from translators import TRANSLATORS
from translators.translator import Translator

OPENAI, ANTHROPIC, RESPONSES, GEMINI = "openai_chat", "anthropic", "openai_responses", "gemini"
AT = (
    ("/v1/messages", ANTHROPIC),
    ("/v1/responses", RESPONSES),
    ("/v1beta", GEMINI),
    ("/v1alpha/", GEMINI),
    ("/v1/projects/", GEMINI),
    ("/v1/publishers/", GEMINI),
)
SHARED = "/v1/models"  # by callers of every wire; their headers tell them apart
SAYS = {b"anthropic-version": ANTHROPIC, b"x-goog-api-key": GEMINI}


def wire_of(visit: Visit) -> str:
    """The name of the wire; OpenAI's where nothing tells."""
    path = visit.path
    if not path.startswith(SHARED):
        return next((wire for prefix, wire in AT if path.startswith(prefix)), OPENAI)
    if visit.method == "POST" and ":" in path:
        return GEMINI
    return next((SAYS[name] for name, _ in visit.headers if name in SAYS), OPENAI)


def spoken(visit: Visit) -> Translator:
    """Its translator."""
    return TRANSLATORS[wire_of(visit)]
