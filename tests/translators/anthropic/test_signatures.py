"""A signature of Gemini's goes out before the call it belongs to, and comes back into it."""

from __future__ import annotations

from typing import Any

from translators.anthropic.messages import read_block
from translators.anthropic.response import written
from translators.anthropic.signatures import bound
from translators.canonical import Part, Reasoning, Text, ToolCall


def back(parts: list[Part]) -> list[Part]:
    """The parts after a caller of this wire has had them."""
    blocks: list[Any] = list(written(parts, own=False))
    return [part for _, part in bound([(block, read_block(block)) for block in blocks])]


def test_signatures_of_calls_come_back() -> None:
    """The first of two calls alone has one."""
    calls: list[Part] = [ToolCall("call_1", "f", "{}", signature="A=="), ToolCall("call_2", "f", "{}")]
    assert back([Reasoning("Hm"), *calls]) == [Reasoning("Hm"), *calls]


def test_words_are_the_last_block() -> None:
    """Clients take the answer from there; a signature of words is not told."""
    blocks = list(written([Reasoning("Hm"), Text("So.", signature="T=="), Text("", signature="E==")], own=False))
    assert [block["type"] for block in blocks] == ["thinking", "text"]


def test_signatures_of_words_are_still_understood() -> None:
    """Older conversations have them in an empty thought behind the words, or where there were no words."""

    def behind(signature: str) -> dict[str, Any]:
        return {"type": "thinking", "thinking": "", "signature": f"mb1.gemini.s.:{signature}"}

    call: dict[str, Any] = {"type": "tool_use", "id": "call_1", "name": "f", "input": {}}
    blocks = [{"type": "text", "text": "Let me see."}, behind("T=="), call, behind("E==")]
    parts = [part for _, part in bound([(block, read_block(block)) for block in blocks])]
    assert parts == [Text("Let me see.", signature="T=="), ToolCall("call_1", "f", "{}"), Text("", signature="E==")]


def test_a_thought_of_its_own_stays_one() -> None:
    """One with words, or of another maker."""
    parts: list[Part] = [Reasoning("Hm", "S==", signer="gemini"), Reasoning("", "S==", signer="anthropic"), ToolCall("call_1", "f", "{}")]
    assert back(parts) == parts


def test_a_signature_whose_call_is_gone_is_gone_too() -> None:
    """It would vouch for nothing."""
    blocks: list[Any] = list(written([ToolCall("call_1", "f", "{}", signature="A==")], own=False))
    assert [part for _, part in bound([(blocks[0], read_block(blocks[0]))])] == []
