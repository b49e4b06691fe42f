"""The frames that nearly all of a stream is made of."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Part, PartDelta, Text, ToolCall
from translators.openai_chat.deltas import Answer
from translators.openai_chat.quick import more

KNOWN = {"system_fingerprint": "fp_1"}


def frame(delta: Any, **beside: Any) -> dict[str, Any]:
    return {"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [{"index": 0, "delta": delta}], **beside}


def answer() -> dict[int, Answer]:
    """One that has said something, has thought, and makes a call."""
    parts: list[Part] = [Text(""), ToolCall("call_1", "look", "")]
    return {0: Answer(0, slots={"text": 0, ("call", 0, "call_1"): 1, ("thought", "reasoning_content"): 2}, parts=parts)}


def arguments(text: str, **more: Any) -> dict[str, Any]:
    return {"tool_calls": [{"index": 0, "function": {"arguments": text}, **more}]}


@pytest.mark.parametrize(
    ("wire", "event"),
    [
        (frame({"content": "hi"}), PartDelta(0, "hi")),
        (frame({"role": "assistant", "content": "hi", "refusal": None}, usage=None), PartDelta(0, "hi")),
        (frame({"content": "hi"}, system_fingerprint="fp_1"), PartDelta(0, "hi")),
        (frame({"content": "", "reasoning_content": "hm"}), PartDelta(2, "hm")),
        (frame(arguments('{"a"')), PartDelta(1, '{"a"')),
    ],
)
def test_more_of_an_open_part_is_read_at_once(wire: dict[str, Any], event: PartDelta) -> None:
    """As the careful way would read it."""
    assert more(wire, answer(), KNOWN) == event


@pytest.mark.parametrize(
    "wire",
    [
        frame({"content": "hi"}, usage={"prompt_tokens": 1}),
        frame({"content": "hi"}, system_fingerprint="fp_2"),
        frame({"content": "hi"}, error={"message": "no"}),
        frame({"content": "hi", "reasoning_content": "hm"}),
        frame({"content": ["hi"]}),
        frame({"reasoning": "hm"}),
        frame({"refusal": "no"}),
        frame({}),
        frame(None),
        frame(arguments("{}", id="call_2")),
        frame(arguments("{}", extra_content={"google": {}})),
        frame({"tool_calls": [{"index": 1, "function": {"arguments": "{}"}}]}),
        frame({"tool_calls": [{"index": 0, "function": {"name": "look", "arguments": "{}"}}]}),
        {"choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": "stop"}]},
        {"choices": [{"index": 0, "delta": {"content": "hi"}, "logprobs": {"content": []}}]},
        {"choices": [{"index": 1, "delta": {"content": "hi"}}]},
        {"choices": []},
        {"choices": ["hi"]},
        {},
    ],
)
def test_anything_else_is_read_with_care(wire: dict[str, Any]) -> None:
    """Another field, another answer, an end, an error."""
    assert more(wire, answer(), KNOWN) is None
