"""What a reply says, whatever wire it stands on: read by simple code of the tests' own, which knows nothing of the translators."""

from __future__ import annotations

import base64
import json
import re
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
    marks: list[str] = field(default_factory=list)  # Gemini's, on calls
    worded: list[str] = field(default_factory=list)  # and on words
    finish: str = "stop"
    usage: Counted | None = None
    transcript: str = ""  # of what was said aloud

    @property
    def said(self) -> str:
        """Words of any kind: a wire may have no place of its own for a refusal."""
        return self.text + self.refusal

    def sign(self, text: str | None) -> None:
        """A signature, or a sealed thought."""
        if not text or not unmarked(text):  # a thought must have a signature on some wires, even where nobody signed it
            return
        mark = _mark(text)
        if mark is None:
            self.signatures.append(unmarked(text))
        else:
            self.marks.append(mark)


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
    """What another wire's model signed stands behind `mb1.<wire>.<letter>.`; on Gemini's, where signatures are base64, in base64."""
    if text.startswith("bWIxL"):
        text = base64.b64decode(text).decode().partition("\0")[0]
    return text.split(".", 3)[3] if text.startswith("mb1.") else text


def _mark(text: str) -> str | None:
    """Gemini signs calls: where there is no place at these, it stands with the thoughts, behind `<length>:<whose>`."""
    found = re.match(r"mb1\.gemini\.s\.(\d+):", text)
    return text[found.end() + int(found[1]) :] if found else None
