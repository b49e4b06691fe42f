"""Deltas open parts, and say more of them."""

from __future__ import annotations

from typing import Any

from translators.canonical import PartDelta, PartNote, PartStart, Refusal, Text, ToolCall
from translators.openai_chat.deltas import DELTA, Answer, read_delta


def said(answer: Answer, **delta: Any) -> list[Any]:
    """The events of one delta."""
    return list(read_delta(answer, delta))


def test_a_part_opens_with_its_first_words() -> None:
    """Not with a field that is empty."""
    answer = Answer(2)
    assert said(answer, role="assistant", content="", refusal=None, tool_calls=[]) == []
    assert said(answer, content="a") == [PartStart(0, Text(""), 2), PartDelta(0, "a", 2)]
    assert said(answer, content="b", refusal="n") == [PartDelta(0, "b", 2), PartStart(1, Refusal(""), 2), PartDelta(1, "n", 2)]


def test_a_call_opens_with_its_name() -> None:
    """Its arguments come after it, in a delta of their own."""
    answer = Answer(0, "r")
    fragment = {"index": 0, "id": "1", "function": {"name": "f", "arguments": "{"}}
    assert said(answer, tool_calls=[fragment]) == [PartStart(0, ToolCall("1", "f", "")), PartDelta(0, "{")]
    assert said(answer, tool_calls=[{"index": 0, "function": {"arguments": "}"}}]) == [PartDelta(0, "}")]


def test_what_belongs_to_a_part_and_is_no_text_is_a_note() -> None:
    """Citations, signatures, a transcript."""
    answer = Answer(0)
    said(answer, content="a", reasoning_details=[{"type": "reasoning.text", "text": "h"}])
    assert said(answer, annotations=[{"x": 1}]) == [PartNote(1, {"annotations": ({"x": 1},)})]
    assert said(answer, reasoning_details=[{"type": "reasoning.text", "signature": "s"}]) == [PartNote(0, {"signature": "s"})]


def test_logprobs_ride_on_the_first_words_of_their_frame() -> None:
    """Once."""
    answer = Answer(0, logprobs={"content": [1]})
    events = said(answer, content="a", refusal="b")
    assert [event.logprobs for event in events if isinstance(event, PartDelta)] == [{"content": [1]}, None]


def test_every_field_that_is_read_is_known() -> None:
    """What is not known is an extra."""
    assert {"content", "tool_calls", "reasoning_details", "reasoning", "role"} <= DELTA
    assert "executed_tools" not in DELTA


def test_an_index_that_is_none_breaks_nothing() -> None:
    """A server may number its parts with anything."""
    answer = Answer(0)
    odds: list[Any] = [[], {}, None, "a", -1]
    for odd in odds:
        said(answer, tool_calls=[{"index": odd, "id": "1", "function": {"name": "f", "arguments": "x"}}])
        said(answer, reasoning_details=[{"type": odd, "index": odd, "text": "h"}])
    assert "".join(event.text for event in said(answer, tool_calls=[{"index": {}, "function": {"arguments": "y"}}])) == "y"
