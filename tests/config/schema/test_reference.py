"""References say where a secret is; whatever else is written there is never repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.schema.reference import KeyReference, Reference, is_reference

REFERENCE: TypeAdapter[str] = TypeAdapter(Reference)
KEY: TypeAdapter[str] = TypeAdapter(KeyReference)


@pytest.mark.parametrize("text", ["env:KEY", "env:_a1", "file:keys/openai", "file:/run/secrets/a b"])
def test_a_reference_names_a_variable_or_a_file(text: str) -> None:
    """For every secret."""
    assert is_reference(text)
    assert REFERENCE.validate_python(text) == KEY.validate_python(text) == text


def test_a_key_may_also_be_its_digest() -> None:
    """A digest is no secret."""
    assert KEY.validate_python("sha256:" + "aB" * 32)
    with pytest.raises(ValidationError, match="a secret may not stand in this file"):
        REFERENCE.validate_python("sha256:" + "ab" * 32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("env:A-B", "name of an environment variable"),
        ("env:", "name of an environment variable"),
        ("file:", "followed by a path"),
        ("file:a\nb", "followed by a path"),
        ("sha256:abc", "64 hex digits"),
        ("sk-hush", "a secret may not stand in this file"),
        ("", "a secret may not stand in this file"),
    ],
)
def test_anything_else_is_told_what_would_be_right(text: str, words: str) -> None:
    """A near miss has its own words."""
    with pytest.raises(ValidationError, match=words):
        KEY.validate_python(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=60))
def test_what_may_be_a_secret_is_never_repeated(secret: str) -> None:
    """Not in the message, not in the input that pydantic would show."""
    if is_reference(secret):
        return
    with pytest.raises(ValidationError) as caught:
        REFERENCE.validate_python(secret)
    assert all(secret not in details["msg"] for details in caught.value.errors())
