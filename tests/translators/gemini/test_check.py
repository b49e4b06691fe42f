"""What is wrong with a question is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.canonical import Kind, Problem
from translators.gemini.check import check_request
from translators.translator import Envelope

CONTENTS = [{"role": "user", "parts": [{"text": "hi"}]}]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "contents"),
        ({"contents": []}, "contents"),
        ({"contents": "hi"}, "contents"),
        ({"contents": ["hi"]}, "contents[0]"),
        ({"contents": [{"role": "user"}]}, "contents[0].parts"),
        ({"contents": [{"role": "robot", "parts": []}]}, "contents[0].role"),
        ({"contents": [{"parts": [{"text": 3}]}]}, "contents[0].parts[0].text"),
        ({"contents": [{"parts": {"inline_data": {"mime_type": "x"}}}]}, "contents[0].parts.inlineData.data"),
        ({"contents": [{"parts": [{"functionCall": {"args": {}}}]}]}, "contents[0].parts[0].functionCall.name"),
        ({"contents": [{"parts": [{"functionCall": {"name": "f", "args": []}}]}]}, "contents[0].parts[0].functionCall.args"),
        ({"contents": CONTENTS, "tools": "x"}, "tools"),
        ({"contents": CONTENTS, "tools": [{"functionDeclarations": [{}]}]}, "tools[0].functionDeclarations[0].name"),
        ({"contents": CONTENTS, "generationConfig": []}, "generationConfig"),
        ({"contents": CONTENTS, "generationConfig": {"maxOutputTokens": "5"}}, "generationConfig.maxOutputTokens"),
        ({"contents": CONTENTS, "generationConfig": {"candidateCount": 0}}, "generationConfig.candidateCount"),
        ({"contents": CONTENTS, "generation_config": {"stop_sequences": "x"}}, "generationConfig.stopSequences"),
        ({"contents": CONTENTS, "systemInstruction": 3}, "systemInstruction"),
        ({"contents": CONTENTS, "toolConfig": {"functionCallingConfig": 1}}, "toolConfig.functionCallingConfig"),
    ],
)
def test_the_field_at_fault_is_named(body: dict[str, Any], param: str) -> None:
    with pytest.raises(Problem) as caught:
        check_request(json.dumps(body).encode())
    assert (caught.value.kind, caught.value.param) == (Kind.INVALID_REQUEST, param)


def test_what_the_gateway_must_know_is_found_in_either_spelling() -> None:
    body = {"contents": CONTENTS[0], "generation_config": {"max_output_tokens": 5.0, "candidateCount": 2}, "service_tier": "FLEX"}
    assert check_request(json.dumps(body).encode()) == Envelope(model="", wants_usage=True, max_tokens=5, n=2, tier="flex")
