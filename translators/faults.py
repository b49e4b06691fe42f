"""What an error body says, in whichever of the many shapes that servers of this wire use."""

from __future__ import annotations

import json
import re
from typing import Any

from msgspec import Struct

from translators.translator import Wire

_FOREVER = 10.0**9
LONGEST = 2000  # characters of a provider's message that are passed on

_TAG = re.compile(r"(?is)<(script|style|head)\b.*?</\1\s*>|<[^>]*>")
_STATUS_FIELDS = ("status_code", "http_status", "code", "status")


class Fault(Struct, frozen=True, kw_only=True):
    """One error, taken apart."""

    message: str = ""
    type: str = ""
    code: str = ""
    param: str | None = None
    status: int | None = None  # an HTTP status in the body
    retry_after: float | None = None  # seconds
    official: bool = False  # {"error": {"message": "…", …}}, as OpenAI writes it

    @property
    def words(self) -> tuple[str, ...]:
        """What it calls itself, the most precise first."""
        return tuple(word.lower() for word in (self.code, self.type) if word and not word.isdecimal())


def find_error(wire: Any) -> Any:
    """The error in a reply that came with status 200; None when there is none."""
    if isinstance(wire, list) and wire:  # Gemini
        wire = wire[0]
    if not isinstance(wire, dict):
        return None
    groq = wire.get("x_groq")
    if wire.get("error"):
        return wire
    if isinstance(groq, dict) and groq.get("error"):
        return groq
    choices = wire.get("choices")
    if isinstance(choices, list):
        return next((choice for choice in choices if isinstance(choice, dict) and choice.get("error")), None)
    if (
        wire.get("object") == "error"
        or wire.get("detail")
        or wire.get("errors")
        or ("message" in wire and ("code" in wire or "type" in wire))
    ):
        return wire
    return None


def read_fault(body: bytes) -> Fault:
    """An error body, JSON or not."""
    try:
        return read_error(json.loads(body))
    except (ValueError, RecursionError):
        text = body[: 8 * LONGEST].decode("utf-8", "replace")
        return Fault(message=_short(_TAG.sub(" ", text) if "<" in text else text))


def read_error(wire: Any) -> Fault:
    """An error in JSON: {"error": {…}}, {"error": "…"}, {"message": …}, {"detail": …}, a list of these, or just a text."""
    if isinstance(wire, list) and wire:  # Gemini
        wire = wire[0]
    if not isinstance(wire, dict):
        return Fault(message=_short(_said(wire)))
    error = wire.get("error")
    if isinstance(error, dict):
        fields, official = error, isinstance(error.get("message"), str)
    else:
        fields, official = wire, False
    said, param = _message(fields), fields.get("param")
    if isinstance(param, str) and " " in param:  # Xiaomi: the words of it stand here
        said, param = f"{said}: {param}", None
    return Fault(
        message=_short(said),
        type=_word(fields.get("type")) or _word(fields.get("reason")),
        code=_word(fields.get("code")),
        param=_whole(param[:100]) if isinstance(param, str) else None,
        status=next((status for name in _STATUS_FIELDS if (status := _status(fields.get(name)))), None),
        retry_after=_retry_after(fields),
        official=official,
    )


def _message(fields: Wire) -> str:
    said = next((text for name in ("message", "error", "detail", "errors", "msg") if (text := _said(fields.get(name)))), "")
    metadata = fields.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, dict) else None  # OpenRouter: what the provider behind it said
    return f"{said}: {raw}" if isinstance(raw, str) and raw else said


def _said(value: Any, deep: int = 4) -> str:
    match value:
        case str():
            return value
        case {"message": inner} | {"detail": inner} if deep:
            return _said(inner, deep - 1)
        case {"msg": str() as message, **rest}:  # FastAPI and pydantic
            where = rest.get("loc")
            return f"{'.'.join(map(str, where))}: {message}" if isinstance(where, list) else message
        case list() if deep:
            return "; ".join(text for item in value[:5] if (text := _said(item, deep - 1)))
        case _:
            return ""


def _retry_after(fields: Wire) -> float | None:
    seconds = fields.get("retry_after")
    if isinstance(seconds, int | float) and 0 <= seconds < _FOREVER:
        return float(seconds)
    details = fields.get("details")
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay") if isinstance(detail, dict) else None  # Google: "34s"
        if isinstance(delay, str) and re.fullmatch(r"\d{1,6}(\.\d+)?s", delay):
            return float(delay[:-1])
    return None


def _word(value: Any) -> str:
    return _whole(str(value)[:100]) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _status(value: Any) -> int | None:
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == 3 else value
    return number if isinstance(number, int) and not isinstance(number, bool) and 400 <= number < 600 else None


def _whole(text: str) -> str:
    """Without halves of characters, which cannot be sent on."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _short(text: str) -> str:
    text = _whole(" ".join(text[: 4 * LONGEST].split()))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
