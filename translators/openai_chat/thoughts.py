"""What the model thought: this wire has no field for it, so its servers have several, and some say it in two at once."""

from __future__ import annotations

from typing import Any

from translators.canonical import Reasoning
from translators.translator import Wire

TEXTS = ("reasoning_content", "reasoning", "reasoning_text")
DETAILS = "reasoning_details"
_FIELDS = frozenset({*TEXTS, DETAILS})
_WORDS = ("text", "summary")
# Who can read what is signed or sealed in a detail, in OpenRouter's words. Another's word is taken as it is.
_SIGNERS = {"anthropic-claude-v1": "anthropic", "google-gemini-v1": "gemini", "openai-responses-v1": "openai_responses"}
_FORMATS = {signer: format for format, signer in _SIGNERS.items()}
_NOBODY = "unknown"


def read_thoughts(message: Wire) -> list[Reasoning]:
    """Each thought once, with the names of all the fields it stood in."""
    if _FIELDS.isdisjoint(message):
        return []
    said = {name: message[name] for name in TEXTS if isinstance(message.get(name), str) and message[name]}
    details = details_of(message)
    whole = "".join(_words(detail) for detail in details)
    echoes = [name for name, text in said.items() if details and text == whole]
    place = ",".join((DETAILS, *echoes))
    thoughts = [read_detail(detail, place) for detail in details]
    others: dict[str, list[str]] = {}
    for name, text in said.items():
        if name not in echoes:
            others.setdefault(text, []).append(name)
    return thoughts + [Reasoning(text, place=",".join(names)) for text, names in others.items()]


def details_of(message: Wire) -> list[Wire]:
    """The details, when they are what they should be."""
    details = message.get(DETAILS)
    return details if isinstance(details, list) and all(isinstance(detail, dict) for detail in details) else []


def understood(message: Wire) -> set[str]:
    """The fields of a message that `read_thoughts` has read."""
    if _FIELDS.isdisjoint(message):
        return set()
    fields = {name for name in TEXTS if isinstance(message.get(name), str) and message[name]}
    return fields | {DETAILS} if details_of(message) else fields


def read_detail(detail: Wire, place: str = DETAILS) -> Reasoning:
    """One of OpenRouter's details: a thought, a summary of one, or one that is sealed."""
    words = _words(detail)
    taken = {name for name in _WORDS if words and detail.get(name) == words}
    signature, sealed, id = detail.get("signature"), detail.get("data"), detail.get("id")
    taken |= {name for name, value in (("signature", signature), ("data", sealed), ("id", id)) if isinstance(value, str) and value}
    return Reasoning(
        words,
        signature=signature if "signature" in taken else None,
        redacted=sealed if "data" in taken else None,
        id=id if "id" in taken else None,
        place=place,
        extra={name: value for name, value in detail.items() if name not in taken},
        signer=_signer(detail) if taken & {"signature", "data"} else None,
    )


def write_detail(thought: Reasoning) -> dict[str, Any]:
    """One detail. Of a thought that did not come from this wire, its format says who has signed it."""
    kind = thought.extra.get("type") or ("reasoning.encrypted" if thought.redacted is not None else "reasoning.text")
    words = "summary" if kind == "reasoning.summary" else "text"
    fields = ((words, thought.text or None), ("signature", thought.signature), ("data", thought.redacted), ("id", thought.id))
    wire = {"type": kind, **thought.extra} | {name: value for name, value in fields if value is not None}
    if thought.signer is not None and "format" not in thought.extra:
        wire["format"] = _FORMATS.get(thought.signer, thought.signer)
    return wire


def places(thought: Reasoning) -> list[str]:
    """Where this wire says a thought: where it stood, else where most clients look, and sealed ones where they survive."""
    if thought.place is not None:
        return thought.place.split(",")
    if thought.redacted is not None:
        return [DETAILS]
    return [DETAILS, TEXTS[0]] if thought.signature is not None else [TEXTS[0]]


def write_thoughts(thoughts: list[Reasoning]) -> dict[str, Any]:
    """The fields of a message that say these thoughts."""
    wire: dict[str, Any] = {}
    for thought in thoughts:
        for place in places(thought):
            if place == DETAILS:
                wire.setdefault(DETAILS, []).append(write_detail(thought))
            elif place in TEXTS:
                wire[place] = wire.get(place, "") + thought.text
            elif place != "content":  # the field of another wire
                wire[TEXTS[0]] = wire.get(TEXTS[0], "") + thought.text
    return wire


def _signer(detail: Wire) -> str | None:
    format = detail.get("format")
    return _SIGNERS.get(format, format) if isinstance(format, str) and format not in ("", _NOBODY) else None


def _words(detail: Wire) -> str:
    return next((detail[name] for name in _WORDS if isinstance(detail.get(name), str) and detail[name]), "")
