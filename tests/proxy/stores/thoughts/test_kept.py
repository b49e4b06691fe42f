"""What is kept of an answer under one of its tool calls."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.thoughts.kept import VERSION, Kept, Thought, Words, decode, encode, is_signed, thought
from translators.canonical import Reasoning

WORD = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = st.none() | WORD
THOUGHTS = st.builds(Reasoning, WORD, MAYBE, MAYBE, MAYBE, MAYBE, st.just({}) | st.just({"summary": [{"text": "x"}]}), MAYBE)
BITS = st.lists(THOUGHTS.map(thought) | st.builds(Words, st.integers(0, 10**6), MAYBE), max_size=4).map(tuple)


@given(THOUGHTS)
def test_a_thought_comes_back_as_it_was(reasoning: Reasoning) -> None:
    """Every field of it."""
    assert thought(reasoning).reasoning() == reasoning


@given(st.builds(Kept, WORD, WORD, BITS, MAYBE, BITS))
def test_what_was_encoded_is_decoded(kept: Kept) -> None:
    """In few bytes."""
    data = encode(kept)
    assert data is not None
    assert decode(data) == kept


def test_it_is_compact() -> None:
    """A signature of half a kilobyte is nearly all there is."""
    data = encode(Kept("anthropic", "anthropic", (Thought("Let me see.", "anthropic", "s" * 500), Words(12))))
    assert data is not None
    assert len(data) < 570


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\xc0", b"\x01\x93\x01", b"\x02" + msgspec.msgpack.encode(Kept("a", "b")), b"{}"])
def test_what_another_version_kept_is_not_found(data: bytes) -> None:
    """Nor what is no such thing."""
    assert decode(data) is None
    assert VERSION == b"\x01"


@pytest.mark.parametrize("odd", [Thought("\ud800"), Thought("", extra={"n": 2**70}), Thought("", extra={"o": object()})])
def test_what_has_no_form_is_not_kept(odd: Thought) -> None:
    """It must not be what breaks a reply."""
    assert encode(Kept("a", "b", (odd,))) is None


def test_only_what_somebody_can_verify_is_signed() -> None:
    """A summary is not; a sealed thought is."""
    assert is_signed(Reasoning("x", signature="s", signer="anthropic"))
    assert is_signed(Reasoning("", redacted="r", signer="openai_responses"))
    assert not is_signed(Reasoning("x", signer="gemini"))
    assert not is_signed(Reasoning("x", signature="s"))


def test_words_alone_are_not_worth_keeping() -> None:
    """A caller sends them back himself."""
    assert not Kept("a", "b", (Words(3),), None, (Words(1),)).signed
    assert Kept("a", "b", (Words(3, "s"),)).signed
    assert Kept("a", "b", (), "s").signed
    assert Kept("a", "b", after=(Thought("x"),)).signed
