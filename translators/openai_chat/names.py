"""A tool's name in the letters this wire allows, such that it is known again in the reply, by nothing but itself."""

from __future__ import annotations

import re

_ILLEGAL = re.compile(r"[^a-zA-Z0-9_-]")
_ESCAPED = re.compile(r"-x([0-9a-f]{1,6})-")


def legal(name: str) -> str:
    """Every other letter is told by its number: `files.read`, as Gemini's callers may write, is `files-x2e-read` here."""
    return _ILLEGAL.sub(lambda found: f"-x{ord(found[0]):x}-", name)


def meant(name: str) -> str:
    """The name as its caller wrote it. Only what `legal` would write is taken for an escape."""
    return name if "-x" not in name else _ESCAPED.sub(_letter, name)


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    letter = chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "_"
    return letter if legal(letter) == found[0] else found[0]
