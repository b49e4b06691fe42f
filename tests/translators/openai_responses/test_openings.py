"""The parts of a streamed reply: each opens once, grows, and closes once."""

from __future__ import annotations

from typing import Any

from translators.canonical import PartDelta, PartEnd, PartNote, PartStart, Reasoning, Text, ToolCall
from translators.openai_responses.openings import Openings

CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}


def sealed(text: str) -> dict[str, Any]:
    """A thought that only hides something."""
    return {"type": "reasoning", "id": "rs_1", "encrypted_content": text}


def test_a_part_opens_once() -> None:
    """With its first words."""
    said = Openings()
    assert said.more((0, 0), Text(""), "") == []
    assert said.more((0, 0), Text(""), "a") == [PartStart(0, Text("")), PartDelta(0, "a")]
    assert said.more((0, 0), Text(""), "b") == [PartDelta(0, "b")]
    assert said.close() == [PartEnd(0)]
    assert said.close() == []


def test_an_item_tells_what_its_deltas_left_out() -> None:
    """Once."""
    said = Openings()
    said.opened((0, 0), ToolCall("c", "f", ""))
    assert said.whole(0, CALL) == [PartDelta(0, "{}"), PartEnd(0)]
    assert said.whole(0, CALL) == said.close() == []


def test_the_seal_of_a_thought_comes_last() -> None:
    """A name that was not its signer's is taken back."""
    said = Openings()
    said.opened((0, 0), Reasoning("", id="rs_1"))
    assert said.whole(0, sealed("mb1.anthropic.s.x")) == [PartNote(0, {"signature": "x", "signer": "anthropic", "id": None}), PartEnd(0)]
    assert said.whole(1, sealed("x")) == [PartStart(1, Reasoning("", "x", id="rs_1", signer="openai_responses")), PartEnd(1)]


def test_a_signature_of_a_call_waits_for_it() -> None:
    """Or finds it."""
    said = Openings()
    assert said.whole(0, sealed("mb1.gemini.s.1:cs")) == []
    assert said.opened((1, 0), ToolCall("c", "f", ""))[1] == [PartStart(0, ToolCall("c", "f", "", signature="s"))]
    said.opened((2, 0), ToolCall("d", "f", ""))
    assert said.whole(3, sealed("mb1.gemini.s.1:dt")) == [PartNote(1, {"signature": "t"})]
