"""A reply on the Gemini wire, as a person would read it."""

from __future__ import annotations

from tests.readings.reading import Called, Counted, JsonObject, Reading, frames, unmarked

NUMBERED = {1: "STOP", 2: "MAX_TOKENS", 3: "SAFETY"}  # with $alt=json;enum-encoding=int
FINISHES = {"STOP": "stop", "MAX_TOKENS": "length", "MALFORMED_FUNCTION_CALL": "stop", "OTHER": "stop", "FINISH_REASON_UNSPECIFIED": "stop"}


def read(body: bytes) -> Reading:
    """The first candidate. Everything not listed as an end is a filter's doing."""
    reading, finish = Reading(), None
    for frame in frames(body):
        if frame.get("usageMetadata"):
            reading.usage = counted(frame["usageMetadata"])
        if (frame.get("promptFeedback") or {}).get("blockReason"):
            finish = "SAFETY"
        for candidate in frame.get("candidates") or ():
            if candidate.get("index", 0) == 0:
                finish = candidate.get("finishReason") or finish
                for part in (candidate.get("content") or {}).get("parts") or ():
                    _hear(reading, part)
    word = NUMBERED.get(finish, finish) if isinstance(finish, int) else finish
    reading.finish = FINISHES.get(word or "STOP", "content_filter")
    if reading.calls and reading.finish == "stop":
        reading.finish = "tool_calls"
    return reading


def counted(usage: JsonObject) -> Counted:
    """Thoughts stand beside the answer, what tools put into the prompt beside the prompt."""
    return Counted(
        prompt=(usage.get("promptTokenCount") or 0) + (usage.get("toolUsePromptTokenCount") or 0),
        cached=usage.get("cachedContentTokenCount") or 0,
        completion=(usage.get("candidatesTokenCount") or 0) + (usage.get("thoughtsTokenCount") or 0),
        reasoning=usage.get("thoughtsTokenCount") or 0,
    )


def _hear(reading: Reading, part: JsonObject) -> None:
    mark = part.get("thoughtSignature")
    if part.get("thought"):
        reading.thoughts += part.get("text") or ""
        reading.sign(mark)
        return
    reading.text += part.get("text") or ""
    call = part.get("functionCall")
    if call:
        reading.calls.append(Called(call["name"], call.get("args") or {}, call.get("id")))
    reading.marks += [unmarked(mark)] if mark else []
