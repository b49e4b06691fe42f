"""A sealed thought comes back as it was, from any wire, and says who can read it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.seals import MARK, seal, unseal

signers = st.sampled_from(["anthropic", "gemini", "openai_responses", "openai_chat"])
whats: st.SearchStrategy[Any] = st.sampled_from(["signature", "redacted"])


@given(st.text(), signers, signers, whats)
def test_what_is_sealed_can_be_unsealed(text: str, signer: str, here: str, what: Any) -> None:
    """The very text, who signed it, and what it is; unless it passes for a seal itself, where it was signed."""
    sealed = seal(text, signer, here, what)
    if signer != here or not text.startswith(MARK):
        assert unseal(sealed, here, what) == (text, signer, what)


@given(st.text(), signers, whats)
def test_at_home_nothing_is_marked(text: str, signer: str, what: Any) -> None:
    """Its own provider gets it byte for byte."""
    assert seal(text, signer, signer, what) == text


@given(signers, signers, st.text())
def test_a_seal_says_what_it_holds_wherever_it_stands(signer: str, here: str, text: str) -> None:
    """A wire may have only one place for both kinds."""
    if signer != here:
        assert unseal(seal(text, signer, here, "redacted"), here, "signature") == (text, signer, "redacted")


@pytest.mark.parametrize("text", ["", "mb1", "mb1.", "mb1.anthropic", "mb1.anthropic.s", "mb1..s.x", "mb1.anthropic.x.text", "EqQBCg=="])
def test_what_is_no_seal_was_signed_here(text: str) -> None:
    """Also what only looks like one."""
    assert unseal(text, "gemini") == (text, "gemini", "signature")
