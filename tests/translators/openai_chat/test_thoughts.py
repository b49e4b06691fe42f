"""Thoughts in whichever fields a server says them."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Reasoning
from translators.openai_chat.thoughts import places, read_detail, read_thoughts, understood, write_detail, write_thoughts

SPELLED: list[dict[str, Any]] = [
    {"reasoning": "a"},
    {"reasoning_content": "a"},
    {"reasoning_text": "a"},
    {"reasoning": "a", "reasoning_content": "a"},
    {"reasoning": "a", "reasoning_content": "b"},
    {"reasoning_details": [{"type": "reasoning.text", "text": "a", "index": 0, "format": "x"}]},
    {"reasoning": "ab", "reasoning_details": [{"type": "reasoning.text", "text": "a"}, {"type": "reasoning.summary", "summary": "b"}]},
    {"reasoning": "other", "reasoning_details": [{"type": "reasoning.text", "text": "a", "signature": "s"}]},
    {"reasoning": "a", "reasoning_details": [{"type": "reasoning.encrypted", "data": "zz", "id": "r"}]},
    {"reasoning_details": [{"type": "reasoning.text", "text": "", "signature": None}]},
    {"reasoning_details": [{"type": "novel", "words": "a"}]},
]


@pytest.mark.parametrize("fields", SPELLED, ids=range(len(SPELLED)))
def test_thoughts_are_written_as_they_were(fields: dict[str, Any]) -> None:
    """write(read(w)) == w, and every field was understood."""
    assert write_thoughts(read_thoughts(fields)) == fields
    assert understood(fields) == fields.keys()


@pytest.mark.parametrize(
    "fields", [{}, {"reasoning": None}, {"reasoning_content": ""}, {"reasoning_details": []}, {"reasoning_details": ["x"]}]
)
def test_no_thought_is_none(fields: dict[str, Any]) -> None:
    """Null, empty, nonsense: not understood, and so kept as they are."""
    assert read_thoughts(fields) == []
    assert understood(fields) == set()


@pytest.mark.parametrize(
    ("thought", "fields"),
    [
        (Reasoning("a"), {"reasoning_content": "a"}),
        (Reasoning("a", "s"), {"reasoning_content": "a", "reasoning_details": [{"type": "reasoning.text", "text": "a", "signature": "s"}]}),
        (Reasoning("", redacted="zz"), {"reasoning_details": [{"type": "reasoning.encrypted", "data": "zz"}]}),
        (Reasoning("a", place="thinking"), {"reasoning_content": "a"}),
        (Reasoning("a", place="content"), {}),
    ],
)
def test_a_thought_of_another_wire(thought: Reasoning, fields: dict[str, Any]) -> None:
    """Where most clients look; a signature where it can come back from."""
    assert write_thoughts([thought]) == fields


def test_a_place_may_be_several() -> None:
    """The same thought in both."""
    assert places(Reasoning("a", place="reasoning,reasoning_content")) == ["reasoning", "reasoning_content"]


SIGNERS = [
    ("anthropic-claude-v1", "anthropic"),
    ("google-gemini-v1", "gemini"),
    ("openai-responses-v1", "openai_responses"),
    ("xai-responses-v1", "xai-responses-v1"),
    ("unknown", None),
    (None, None),
]


@pytest.mark.parametrize("field", ["signature", "data"])
@pytest.mark.parametrize(("format", "signer"), SIGNERS)
def test_a_details_format_says_who_can_read_it(format: str | None, signer: str | None, field: str) -> None:
    """OpenRouter's word for it; written back as it was."""
    detail = {"type": "reasoning.text", "text": "h", field: "s", "index": 0, "format": format}
    thought = read_detail(detail)
    assert thought.signer == signer
    assert write_detail(thought) == detail


def test_a_detail_without_signature_was_signed_by_nobody() -> None:
    """Whatever its format."""
    assert read_detail({"type": "reasoning.summary", "summary": "h", "format": "openai-responses-v1"}).signer is None


@pytest.mark.parametrize("signer", ["anthropic", "gemini", "openai_responses", "xai-responses-v1"])
def test_a_thought_of_another_wire_says_who_signed_it(signer: str) -> None:
    """So that it comes back as what it was."""
    read = read_detail(write_detail(Reasoning("h", "s", signer=signer)))
    assert (read.text, read.signature, read.signer) == ("h", "s", signer)
