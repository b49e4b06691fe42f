"""Why an answer ended: on this wire a status, and for an answer that is not whole the reason of it."""

from __future__ import annotations

from typing import Any

from translators.canonical import Kind, Problem, Reason
from translators.openai_responses.problems import problem_in
from translators.translator import Wire

_INCOMPLETE: dict[str, Reason] = {"max_output_tokens": "length", "max_tokens": "length", "content_filter": "content_filter"}
# The status of a reply and its incomplete_details, by the reason.
STATUS: dict[Reason, tuple[str, dict[str, str] | None]] = {
    "stop": ("completed", None),
    "tool_calls": ("completed", None),
    "length": ("incomplete", {"reason": "max_output_tokens"}),
    "content_filter": ("incomplete", {"reason": "content_filter"}),
}


REASONS: dict[str, Reason] = {"completed": "stop", **{f"incomplete: {word}": reason for word, reason in _INCOMPLETE.items()}}
WRITTEN: dict[Reason, str] = {reason: f"{status}: {more['reason']}" if more else status for reason, (status, more) in STATUS.items()}


def read_reason(response: Wire, called: bool) -> tuple[Reason, str | None]:
    """The reason, and the provider's own word when it says more. Raises Problem when the reply has failed, or is not there yet."""
    match response.get("status"):
        case "failed" | "cancelled" as status:
            error = response.get("error")
            raise problem_in({"error": error or f"the reply was {status}"})
        case "queued" | "in_progress" as status:
            raise Problem(Kind.PROVIDER_BAD_REPLY, f"the provider's reply is still {status}", native=status)
        case "incomplete":
            word = _word(response.get("incomplete_details"))
            reason = _INCOMPLETE.get(word or "")
            return (reason, None) if reason is not None else ("stop", word)
        case _:
            return "tool_calls" if called else "stop", None


def write_reason(reason: Reason, native: str | None) -> tuple[str, dict[str, str] | None]:
    """The status and its details. A word of another wire has no place here."""
    if native is not None and reason == "stop":
        return "incomplete", {"reason": native}
    return STATUS[reason]


def _word(details: Any) -> str | None:
    word = details.get("reason") if isinstance(details, dict) else None
    return word if isinstance(word, str) else None
