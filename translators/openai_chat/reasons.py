"""Why an answer ended, in this wire's four words. Servers of it say many more; none of theirs leaves as it came."""

from __future__ import annotations

from translators.canonical import Kind, Problem, Reason

_WORDS: dict[Reason, tuple[str, ...]] = {
    "stop": ("stop", "stop_sequence", "end_turn", "eos", "eos_token", "complete", "completed", "done", "finish"),
    "length": ("length", "max_tokens", "max_output_tokens", "model_length", "max_length", "model_context_window_exceeded"),
    "tool_calls": ("tool_calls", "tool_call", "tool_use", "function_call"),
    "content_filter": (
        "content_filter", "content_filtered", "safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety",
        "error_toxic", "guardrail_intervened", "refusal", "sensitive",
    ),
}  # fmt: skip
REASONS: dict[str, Reason] = {word: reason for reason, words in _WORDS.items() for word in words}
WRITTEN: dict[Reason, str] = {reason: reason for reason in _WORDS}
LEGAL = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})  # all that OpenAI's own clients know
FAILURES = {
    "error": Kind.PROVIDER_FAILED,
    "abort": Kind.PROVIDER_FAILED,
    "timeout": Kind.PROVIDER_TIMED_OUT,
    "network_error": Kind.PROVIDER_FAILED,
    "insufficient_system_resource": Kind.PROVIDER_OVERLOADED,  # DeepSeek: it gave up in the middle
}


def read_reason(word: str) -> Reason:
    """An unknown word is a stop: the server did end the answer by itself. Raises Problem when the word says that it failed."""
    reason = REASONS.get(word) or REASONS.get(word.lower())
    if reason is not None:
        return reason
    kind = FAILURES.get(word.lower())
    if kind is not None:
        raise Problem(kind, f"the provider ended its answer with {word!r}", native=word)
    return "stop"
