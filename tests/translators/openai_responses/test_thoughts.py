"""What the model thought, and who can read it."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Reasoning, Text, ToolCall
from translators.openai_responses.thoughts import (
    belongs,
    owned_seal,
    owner_of,
    read_thought,
    replayed,
    returned,
    sealed_text,
    words,
    write_thought,
)

OWN = "openai_responses"


def summary(*texts: str) -> list[dict[str, Any]]:
    """As the wire has it."""
    return [{"type": "summary_text", "text": text} for text in texts]


@pytest.mark.parametrize(
    ("item", "thought"),
    [
        ({"id": "rs_1", "summary": []}, None),
        ({"id": "rs_1", "summary": summary("a", "b")}, Reasoning("a\n\nb", id="rs_1")),
        ({"id": "rs_1", "summary": [], "encrypted_content": "x"}, Reasoning("", "x", id="rs_1", signer=OWN)),
        ({"summary": [], "content": [{"type": "reasoning_text", "text": "a"}]}, Reasoning("a")),
        ({"summary": summary("b"), "content": [{"type": "reasoning_text", "text": "a"}]}, Reasoning("a")),
        ({"summary": summary("a"), "encrypted_content": "mb1.anthropic.s.sig"}, Reasoning("a", "sig", signer="anthropic")),
        (
            {"id": "rs_1", "summary": [], "encrypted_content": "mb1.anthropic.r.opaque"},
            Reasoning("", redacted="opaque", signer="anthropic"),
        ),
    ],
)
def test_a_thought_is_read(item: dict[str, Any], thought: Reasoning | None) -> None:
    """With whoever sealed it; one that neither says nor hides anything is none."""
    assert read_thought(item) == thought


@pytest.mark.parametrize(
    "thought",
    [
        Reasoning("a", "sig", signer="anthropic"),
        Reasoning("", redacted="opaque", signer="anthropic"),
        Reasoning("a", "sig", id="rs_1", signer=OWN),
        Reasoning("a", "sig"),
    ],
)
def test_whoever_signed_it_finds_it_again(thought: Reasoning) -> None:
    """Through a caller that sends back what it got."""
    assert read_thought(write_thought(thought.text, sealed_text(thought), thought.id)) == thought


def test_only_own_thoughts_are_replayed() -> None:
    """Byte by byte; a summary told apart from its thought joins it."""
    thoughts = [
        Reasoning("theirs", "s", signer="anthropic"),
        Reasoning("said", signer=OWN),
        Reasoning("", redacted="x", id="rs_1", signer=OWN),
        Reasoning("plain"),
    ]
    assert list(replayed(thoughts)) == [{"type": "reasoning", "summary": summary("said"), "id": "rs_1", "encrypted_content": "x"}]


def test_a_signature_of_what_is_no_thought_finds_its_way_back() -> None:
    """Gemini signs calls."""
    call, bare = ToolCall("1:2", "f", "{}", signature="a:b"), ToolCall("1:2", "f", "{}")
    thought = read_thought(write_thought("", owned_seal(call), "rs_1"))
    assert thought is not None
    assert returned([thought, bare]) == (call,)
    assert returned([bare, thought]) == (call,)


def test_a_signature_of_words_is_still_understood() -> None:
    """It is not told any more, but older conversations have it, before the words or behind them."""
    assert owned_seal(Text("x", signature="s")) is None
    thought = read_thought(write_thought("", "mb1.gemini.s.5:#texts", "rs_1"))
    assert thought is not None
    assert returned([thought, Text("x")]) == returned([Text("x"), thought]) == (Text("x", signature="s"),)


def test_a_thought_of_gemini_stays_a_thought() -> None:
    """It has words, or its signature names nothing."""
    thoughts = [Reasoning("a", "s", signer="gemini"), Reasoning("", "s", signer="gemini")]
    assert [owner_of(thought) for thought in thoughts] == [None, None]
    assert returned(thoughts) == tuple(thoughts)
    assert owned_seal(Reasoning("")) is None
    assert not belongs(ToolCall("1", "f", "", signature="has one"), "1")
    assert words("no list") == ""
