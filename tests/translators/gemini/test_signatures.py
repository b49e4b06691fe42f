"""Signatures are base64, sealed ones too."""

from __future__ import annotations

import base64

import pytest

from translators.canonical import Reasoning
from translators.gemini.signatures import read_signature, sealed, write_signature


@pytest.mark.parametrize(
    "thought",
    [
        Reasoning("", signature="EqQB+/=", signer="anthropic"),
        Reasoning("", redacted="gAAAAA_é", id="rs_1", signer="openai_responses"),
        Reasoning("", redacted="opaque", signer="anthropic"),
    ],
)
def test_what_another_signed_is_base64_and_found_again_in_either_alphabet(thought: Reasoning) -> None:
    text = write_signature(thought)
    assert text is not None
    decoded = base64.b64decode(text, validate=True)
    for back in (text, base64.urlsafe_b64encode(decoded).decode(), base64.urlsafe_b64encode(decoded).decode().rstrip("=")):
        assert sealed(back)
        assert read_signature(back) == (thought.signature, thought.redacted, thought.id, thought.signer)


@pytest.mark.parametrize("text", ["CikB0e2K+/==", "CikB0e2K-_", "bWIxL", "bWIxLm5vbnNlbnNl", "skip_thought_signature_validator"])
def test_googles_own_stays_exactly_what_it_is(text: str) -> None:
    assert write_signature(Reasoning("", signature=text, signer="gemini")) == text
    assert read_signature(text) == (text, None, None, "gemini")


def test_an_unsigned_thought_has_none() -> None:
    assert write_signature(Reasoning("so")) is None
