"""The chat wire's names."""

from __future__ import annotations

from typing import Any

from translators.openai_chat import TRANSLATOR

TEXT: dict[str, Any] = {"type": "text", "text": "a"}
CALL: dict[str, Any] = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}


def spelled(*names: str, **fields: Any) -> tuple[str, ...]:
    """Of a question on this wire."""
    return TRANSLATOR.spell(TRANSLATOR.read_request({"model": "m", "messages": [{"role": "user", "content": "hi"}], **fields}), names)


def test_fields_are_called_as_they_were_written() -> None:
    """Some have an old name and a new one."""
    assert spelled("max_tokens", "seed", "tools[0]", max_completion_tokens=5) == ("max_completion_tokens", "seed", "tools[0]")
    assert spelled("reasoning_effort", reasoning={"effort": "low"}) == ("reasoning",)
    old = {"functions": [{"name": "f"}], "function_call": "auto"}
    assert spelled("tool_choice", "tools[0].strict", **old) == ("function_call", "functions[0].strict")


def test_a_turn_is_flat_here() -> None:
    """Its parts stand in fields of their own."""
    said = {"role": "assistant", "reasoning_content": "hm", "content": [TEXT, TEXT], "refusal": "no", "tool_calls": [CALL, CALL]}
    messages = [{"role": "user", "content": "hi", "name": "ann"}, said, {"role": "tool", "tool_call_id": "c", "content": "r"}]
    names = ("messages[0].name", "messages[0].content[0]", *(f"messages[1].content[{place}]" for place in range(6)))
    assert spelled(*names, "messages[2].content[0].x", messages=messages) == (
        "messages[0].name",
        "messages[0].content",
        "messages[1].reasoning_content",
        "messages[1].content[0]",
        "messages[1].content[1]",
        "messages[1].refusal",
        "messages[1].tool_calls[0]",
        "messages[1].tool_calls[1]",
        "messages[2].content.x",
    )


def test_what_a_model_made() -> None:
    """Sounds, pictures, and the call of old."""
    said = {"role": "assistant", "audio": {"id": "a"}, "images": [{"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}]}
    old = {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}}
    assert spelled("messages[0].content[0]", "messages[0].content[1]", "messages[1].content[0]", messages=[said, old]) == (
        "messages[0].audio",
        "messages[0].images[0]",
        "messages[1].function_call",
    )
