"""Which wire is spoken at which path."""

from __future__ import annotations

from translators import TRANSLATORS
from translators.translator import Translator

PATHS = {"/chat/completions": TRANSLATORS["openai_chat"]}  # what a path ends with, whatever base URL stands before it


def spoken_at(path: str) -> Translator | None:
    """The wire of a path; None where the mock does not answer."""
    plain = path.partition("?")[0]
    return next((translator for end, translator in PATHS.items() if plain.endswith(end)), None)
