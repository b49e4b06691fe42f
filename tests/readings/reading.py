"""What a reply says, whatever wire it stands on: read by simple code of the tests' own, which knows nothing of the translators."""

from __future__ import annotations

import json
from typing import Any

from msgspec import Struct, field

JsonObject = dict[str, Any]


class Called(Struct, frozen=True):
    """One call of a tool. Arguments that are no JSON stay text."""

    name: str
    arguments: Any
    id: str | None


class Counted(Struct, frozen=True, kw_only=True):
    """Tokens as totals, of which the others are parts."""

    prompt: int = 0
    cached: int = 0
    written: int = 0
    completion: int = 0
    reasoning: int = 0


class Reading(Struct, kw_only=True):
    """The first answer of a reply, and what it used."""

    text: str = ""
    refusal: str = ""
    thoughts: str = ""
    calls: list[Called] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)  # of thoughts, sealed ones among them
    marks: list[str] = field(default_factory=list)  # Gemini's, on calls and words
    finish: str = "stop"
    usage: Counted | None = None

    @property
    def said(self) -> str:
        """Words of any kind: a wire may have no place of its own for a refusal."""
        return self.text + self.refusal


def frames(body: bytes) -> list[JsonObject]:
    """The frames of a stream, or the one reply. What is no JSON ([DONE]) is none."""
    if body.lstrip()[:1] in (b"{", b"["):
        whole = json.loads(body)
        return list(whole) if isinstance(whole, list) else [whole]
    found = [line[5:].strip() for line in body.splitlines() if line.startswith(b"data:")]
    return [json.loads(data) for data in found if data.startswith(b"{")]


def parsed(text: str) -> Any:
    """Arguments as JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def unmarked(text: str) -> str:
    """What another wire's model signed stands behind `mb1.<wire>.<letter>.`"""
    return text.split(".", 3)[3] if text.startswith("mb1.") and text.count(".") >= 3 else text


def marked(text: str) -> bool:
    """Was it signed for another wire than the one it stands on?"""
    return text.startswith("mb1.")
