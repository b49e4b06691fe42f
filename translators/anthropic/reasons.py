"""Why an answer ended, in this wire's words, both ways."""

from __future__ import annotations

from translators.canonical import Reason

REASONS: dict[str, Reason] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",  # a tool of the provider's own takes long: sent back as it is, the answer goes on
    "compaction": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}
WRITTEN: dict[Reason, str] = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}


def read_reason(word: str | None, called: bool = False) -> tuple[Reason, str | None]:
    """The reason, and the provider's word when it says more. An unknown word is a stop: the answer did end by itself."""
    if not word:
        return "tool_calls" if called else "stop", None
    reason = REASONS.get(word, "stop")
    return reason, None if WRITTEN[reason] == word else word


def write_reason(reason: Reason, native: str | None, *, own: bool, called: bool = False, refused: bool = False) -> str:
    """A word of this wire. `own`: the answer came from it, so its own word may leave again."""
    if own:
        return native or WRITTEN[reason]
    if reason == "stop" and called:  # OpenAI says so of a call it was made to make; here a client looks for tools to run
        return "tool_use"
    return "refusal" if reason == "stop" and refused else WRITTEN[reason]
