"""Gemini's names."""

from __future__ import annotations

from typing import Any

import pytest

from translators.gemini import TRANSLATOR

HELLO: dict[str, Any] = {"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}


def spelled(*names: str, **fields: Any) -> tuple[str, ...]:
    """Of a question on this wire."""
    return TRANSLATOR.spell(TRANSLATOR.read_request({"contents": [HELLO], **fields}), names)


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("top_k", "topK"),
        ("n", "candidateCount"),
        ("logprobs", "responseLogprobs"),
        ("top_logprobs", "logprobs"),
        ("max_tokens", "maxOutputTokens"),
        ("stop", "stopSequences"),
        ("modalities", "responseModalities"),
        ("audio.format", "speechConfig"),
        ("reasoning_effort", "thinkingConfig"),
        ("response_format", "responseMimeType"),
    ],
)
def test_how_the_answer_is_made(name: str, here: str) -> None:
    """It all stands in one field."""
    assert spelled(name) == (f"generationConfig.{here}",)


@pytest.mark.parametrize("field", ["responseSchema", "responseJsonSchema"])
def test_a_schema(field: str) -> None:
    """One of two kinds."""
    config = {"responseMimeType": "application/json", field: {"type": "object"}}
    assert spelled("response_format", generationConfig=config) == (f"generationConfig.{field}",)


def test_places() -> None:
    """Instructions are not among the contents; tools are gathered in one."""
    names = ("tool_choice", "safetySettings", "messages[0].content[0]", "messages[1].content[1].cache_control", "messages[1].x")
    assert spelled(*names, systemInstruction={"parts": [{"text": "be brief"}]}) == (
        "toolConfig.functionCallingConfig",
        "safetySettings",
        "systemInstruction.parts[0]",
        "contents[0].parts[1]",
        "contents[0].x",
    )
    tools = [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}, {"googleSearch": {}}, {"function_declarations": [{"name": "h"}]}]
    assert spelled("tools[1].strict", "tools[2]", "tools[3]", tools=tools) == (
        "tools[0].functionDeclarations[1].strict",
        "tools[1].googleSearch",
        "tools[2].functionDeclarations[0]",
    )
