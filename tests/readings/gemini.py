"""A reply on the Gemini wire, as a person would read it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from tests.readings.reading import Called, Counted, JsonObject, Reading, frames, unmarked

NUMBERED = {1: "STOP", 2: "MAX_TOKENS", 3: "SAFETY"}  # with $alt=json;enum-encoding=int
FILTERED = re.compile("SAFETY|RECITATION|LANGUAGE|BLOCKLIST|PROHIBITED|SPII|ARMOR|ESCALATION|PUP_|OTHER")  # Google withheld it
FINISHES = {"MAX_TOKENS": "length", "CONTINUATION": "length"}
VALUES = ("stringValue", "numberValue", "boolValue", "nullValue")


def read(body: bytes) -> Reading:
    """The first candidate. What no filter did and no limit, the model did itself, however badly."""
    reading, finish, pieces = Reading(), None, list[JsonObject]()
    for frame in frames(body):
        if frame.get("usageMetadata"):
            reading.usage = counted(frame["usageMetadata"])
        if (frame.get("promptFeedback") or {}).get("blockReason"):
            finish = "SAFETY"
        for candidate in frame.get("candidates") or ():
            if candidate.get("index", 0) == 0:
                finish = candidate.get("finishReason") or finish
                for part in (candidate.get("content") or {}).get("parts") or ():
                    _hear(reading, part, pieces)
    reading.finish = ended(NUMBERED.get(finish, "OTHER") if isinstance(finish, int) else finish or "STOP")
    if reading.calls and reading.finish == "stop":
        reading.finish = "tool_calls"
    return reading


def ended(word: str) -> str:
    """What Google's word for an end comes to."""
    return "content_filter" if FILTERED.search(word) else FINISHES.get(word, "stop")


def counted(usage: JsonObject) -> Counted:
    """Thoughts stand beside the answer, what tools put into the prompt beside the prompt."""
    return Counted(
        prompt=(usage.get("promptTokenCount") or 0) + (usage.get("toolUsePromptTokenCount") or 0),
        cached=usage.get("cachedContentTokenCount") or 0,
        completion=(usage.get("candidatesTokenCount") or 0) + (usage.get("thoughtsTokenCount") or 0),
        reasoning=usage.get("thoughtsTokenCount") or 0,
    )


def _hear(reading: Reading, part: JsonObject, pieces: list[JsonObject]) -> None:
    mark = part.get("thoughtSignature")
    if part.get("thought"):
        reading.thoughts += part.get("text") or ""
        reading.sign(mark)
        return
    reading.text += part.get("text") or ""
    call = part.get("functionCall")
    if call is not None:
        pieces.append(call)
        if not call.get("willContinue"):
            reading.calls.append(_joined(pieces))
            pieces.clear()
    if mark:
        (reading.marks if part.get("text") is None else reading.worded).append(unmarked(mark))


def _joined(pieces: list[JsonObject]) -> Called:
    """One call. Vertex AI may tell its arguments value by value, each with the way to its place."""
    told: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    for piece in pieces:
        told |= {name: value for name, value in piece.items() if value}
        arguments |= piece.get("args") or {}
        for one in piece.get("partialArgs") or ():
            _put(arguments, one)
    return Called(told["name"], arguments, told.get("id"))


def _put(arguments: Any, piece: JsonObject) -> None:
    """$.foo.bar[0].data: words with the same way follow one another."""
    field = next(name for name in VALUES if name in piece)
    value = None if field == "nullValue" else piece[field]
    way = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]'\"]+", piece["jsonPath"].removeprefix("$"))]
    here = arguments
    for step, following in pairwise(way):
        here = _room(here, step, [] if isinstance(following, int) else {})
    before = _room(here, way[-1], None) or ""
    here[way[-1]] = f"{before}{value}" if field == "stringValue" else value


def _room(holder: Any, step: Any, empty: Any) -> Any:
    """What stands there; something empty where nothing did."""
    if isinstance(holder, list):
        holder += [None] * (step + 1 - len(holder))
        holder[step] = empty if holder[step] is None else holder[step]
    else:
        holder.setdefault(step, empty)
    return holder[step]
