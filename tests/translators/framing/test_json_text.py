"""JSON as servers really send it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.framing.json_text import decode, encode

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(values)
def test_decoding_undoes_encoding(value: Any) -> None:
    """decode(encode(v)) == v."""
    assert decode(encode(value)) == value


@pytest.mark.parametrize("text", ["\ud83d", "a\ude00", "\ud800 \ud801"])
def test_half_a_character_survives(text: str) -> None:
    """Some servers cut their text in the middle of one."""
    assert decode(encode({"a": text})) == {"a": text}
    assert encode(text).isascii()


def test_integers_of_any_size() -> None:
    """They stay integers; one of more digits than Python reads is infinite."""
    assert decode(encode({"seed": 2**70})) == {"seed": 2**70}
    assert decode(b"9" * 5000) == math.inf
    assert decode(b"[1e999]") == [math.inf]


def test_not_a_number_is_read() -> None:
    """Some servers' logprobs have it."""
    assert math.isnan(decode(b'{"a":NaN}')["a"])


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff", b"nul"])
def test_what_is_no_json_is_a_value_error(data: bytes) -> None:
    """Nothing else comes of it."""
    with pytest.raises(ValueError, match=r"."):
        decode(data)


def test_what_is_encoded_is_compact() -> None:
    """In both ways."""
    assert encode({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()
    assert json.loads(encode({"a": "\ud800", "b": [1]})) == {"a": "\ud800", "b": [1]}
    assert b" " not in encode({"a": "\ud800", "b": [1]})
