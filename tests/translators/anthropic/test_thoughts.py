"""Thoughts: signed here, sealed elsewhere, or signed by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.thoughts import UNSIGNED, foreign, read_redacted, read_thinking, readable, write_thought
from translators.canonical import Reasoning


@pytest.mark.parametrize(
    "wire",
    [
        {"type": "thinking", "thinking": "Hm", "signature": "EqkD=="},
        {"type": "thinking", "thinking": "", "signature": "EqkD=="},
        {"type": "thinking", "thinking": "Hm", "signature": ""},
        {"type": "thinking", "thinking": "Hm", "signature": "EqkD==", "later": 1},
    ],
)
def test_a_thought_comes_back_to_the_byte(wire: dict[str, Any]) -> None:
    """Or its provider would refuse it."""
    part = read_thinking(wire)
    assert part is not None
    assert write_thought(part, own=True) == wire
    assert readable(part) is bool(wire["signature"])
    assert not foreign(part)


def test_a_redacted_thought_too() -> None:
    """Nobody but its provider can read it."""
    part = read_redacted({"type": "redacted_thinking", "data": "EmwK"})
    assert part == Reasoning("", redacted="EmwK", signer="anthropic")
    assert write_thought(part, own=True) == {"type": "redacted_thinking", "data": "EmwK"}
    assert readable(part)


@pytest.mark.parametrize(
    "thought",
    [
        Reasoning("Hm", "sig", signer="gemini"),
        Reasoning("Hm", "sig", signer="anthropic"),
        Reasoning("", redacted="sealed", signer="openai_responses"),
        Reasoning("In short", redacted="sealed", signer="openai_responses"),
        Reasoning("Hm"),
    ],
)
def test_a_thought_of_any_maker_comes_back_with_the_history(thought: Reasoning) -> None:
    """A client of this wire keeps signatures, whatever is in them."""
    wire = write_thought(thought, own=False)
    read = read_thinking(wire) if wire["type"] == "thinking" else read_redacted(wire)
    assert read == thought
    assert foreign(thought) is (thought.signer != "anthropic")


def test_an_unsigned_thought_is_marked_so() -> None:
    """A client expects a signature; a model would refuse an empty one."""
    assert write_thought(Reasoning("Hm"), own=False)["signature"] == UNSIGNED
    assert UNSIGNED


def test_what_is_no_thought_is_none() -> None:
    """It is carried as it is."""
    assert read_thinking({"type": "thinking"}) is None
    assert read_redacted({"type": "redacted_thinking", "data": 1}) is None
    assert read_thinking({"type": "thinking", "thinking": "x"}) == Reasoning("x")
