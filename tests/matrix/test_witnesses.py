"""The tests' own witnesses agree with one another: what the strict providers say is legal, and reads the same whole and streamed."""

from __future__ import annotations

import json

import pytest

from tests.official import wrong_reply
from tests.roads import LEGAL, READINGS
from tests.strict.provider import SPEAKERS
from tests.strict.saying import CACHED, COMPLETION, PROMPT, Asked, Mind

ASKED = {
    "words": Asked(text="one two three"),
    "thoughts": Asked(text="one two three", thinking=True, signs=True),
    "calls": Asked(text="the weather?", tools=["weather"]),
    "thoughts and calls": Asked(text="the weather?", tools=["weather"], thinking=True, signs=True),
    "results": Asked(text="the weather?", tools=["weather"], results=["rain", "snow"], steps=1, thinking=True, signs=True),
    "an answer that fits": Asked(text="the weather?", structured=True),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("wire", SPEAKERS)
def test_a_strict_provider_says_what_is_legal(wire: str, asked: Asked) -> None:
    """And the readings find in it what it said."""
    mind = Mind()
    said = mind.answer(asked)
    whole = SPEAKERS[wire].whole(said, "a-model", mind)
    stream = b"".join(SPEAKERS[wire].stream(said, "a-model", mind))
    assert wrong_reply(wire, whole) == []
    assert LEGAL[wire](stream) == []
    readings = [READINGS[wire].read(body) for body in (json.dumps(whole).encode(), stream)]
    assert readings[0] == readings[1]
    reading = readings[0]
    assert (reading.text, reading.thoughts, reading.finish) == (said.text, said.thought, "tool_calls" if said.calls else "stop")
    assert [(call.name, json.dumps(call.arguments, separators=(",", ":")), call.id) for call in reading.calls] == [
        (call.name, call.arguments, call.id) for call in said.calls
    ]
    assert (reading.usage.prompt, reading.usage.cached, reading.usage.completion) == (PROMPT, CACHED, COMPLETION)
