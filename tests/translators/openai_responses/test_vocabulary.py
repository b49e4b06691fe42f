"""The Responses wire's names."""

from __future__ import annotations

from typing import Any

from translators.openai_responses import TRANSLATOR


def spelled(*names: str, **fields: Any) -> tuple[str, ...]:
    """Of a question on this wire."""
    return TRANSLATOR.spell(TRANSLATOR.read_request({"model": "m", "input": "hi", **fields}), names)


def test_fields() -> None:
    """By where they stand here."""
    assert spelled("max_tokens", "reasoning_effort", "response_format", "verbosity", "logprobs", "metadata") == (
        "max_output_tokens",
        "reasoning.effort",
        "text.format",
        "text.verbosity",
        "include",
        "metadata",
    )
    assert spelled("logprobs", "top_logprobs", top_logprobs=2) == ("top_logprobs",)
    assert spelled("user", safety_identifier="u") == ("safety_identifier",)


def test_places_are_items() -> None:
    """Several may be one turn."""
    assert spelled("messages[0].content[0]") == ("input",)
    thought = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]}
    call = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    text = {"type": "output_text", "text": "a"}
    items = [
        {"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_image", "file_id": "f"}]},
        {"type": "reasoning", "id": "rs_0", "summary": []},
        thought,
        {"role": "assistant", "content": [text, text]},
        call,
        {"type": "function_call_output", "call_id": "c", "output": "r"},
    ]
    names = ("messages[0].content[0]", "messages[1].content[1].detail", *(f"messages[2].content[{place}]" for place in range(4)))
    assert spelled(*names, "messages[3].content[0].x", "messages[3].y", instructions="be brief", input=items) == (
        "instructions",
        "input[0].content[1].detail",
        "input[2]",
        "input[3].content[0]",
        "input[3].content[1]",
        "input[4]",
        "input[5].x",
        "input[5].y",
    )
