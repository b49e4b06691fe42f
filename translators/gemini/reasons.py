"""Why an answer ended, in Google's words and in ours. A word nobody knows is a stop: the model did end by itself."""

from __future__ import annotations

from typing import Any

from translators.canonical import Reason

_WORDS: dict[Reason, tuple[str, ...]] = {
    "stop": (
        "STOP", "FINISH_REASON_UNSPECIFIED", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
        "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE", "NO_IMAGE",
    ),
    "length": ("MAX_TOKENS", "CONTINUATION"),
    "content_filter": (  # OTHER, too: it is what Google says of an answer it withholds without telling why
        "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "MODEL_ARMOR", "ESCALATION", "PUP_LIMITED_DISABLED",
    ),
}  # fmt: skip
REASONS: dict[str, Reason] = {word: reason for reason, words in _WORDS.items() for word in words}
WRITTEN: dict[Reason, str] = {"stop": "STOP", "length": "MAX_TOKENS", "tool_calls": "STOP", "content_filter": "SAFETY"}
# Vertex AI says numbers when it is asked for them (`$alt=json;enum-encoding=int`).
_NUMBERS = (
    "FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "MALFORMED_FUNCTION_CALL", "MODEL_ARMOR", "IMAGE_SAFETY",
)  # fmt: skip


def word_of(value: Any) -> str | None:
    """The word, however it is said; None when the answer has not ended."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return _NUMBERS[value] if value < len(_NUMBERS) else "OTHER"
    return None


def read_reason(word: str, called: bool = False) -> Reason:
    """A stop with a call in the answer is a call."""
    reason = REASONS.get(word, "stop")
    return "tool_calls" if called and reason == "stop" else reason


def native_of(word: str) -> str | None:
    """The word itself, when it says more than ours."""
    return None if word in ("STOP", "MAX_TOKENS") else word


def write_reason(reason: Reason, native: str | None, own: bool) -> str:
    """Google's own word when it came from here, else the nearest. Only words its clients know."""
    return native if own and native is not None and native in REASONS else WRITTEN[reason]
