"""A signed thought in the place another wire has for its own: marked with who can read it, and found again when it comes back."""

from __future__ import annotations

from typing import Literal

MARK = "mb1."
What = Literal["signature", "redacted"]
_LETTERS: dict[What, str] = {"signature": "s", "redacted": "r"}
_WHATS: dict[str, What] = {letter: what for what, letter in _LETTERS.items()}


def seal(text: str, signer: str, here: str, what: What = "signature") -> str:
    """As it is on its signer's own wire; marked on any other."""
    return text if signer == here else f"{MARK}{signer}.{_LETTERS[what]}.{text}"


def unseal(text: str, here: str, what: What = "signature") -> tuple[str, str, What]:
    """The text as it was signed, by whom, and what it is. Unmarked, it was signed where it is found."""
    if text.startswith(MARK):
        signer, dot, rest = text[len(MARK) :].partition(".")
        letter, also, inner = rest.partition(".")
        if signer and dot and also and letter in _WHATS:
            return inner, signer, _WHATS[letter]
    return text, here, what
