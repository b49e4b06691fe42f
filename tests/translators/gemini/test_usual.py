"""Google's own names are recognised; anything else is looked at with care."""

from __future__ import annotations

from typing import Any

import pytest

from translators.gemini.usual import usual

TURNS: list[Any] = [
    {"role": "user", "parts": [{"text": "Hello"}, {"inlineData": {"mimeType": "image/png", "data": "AA"}}]},
    {"role": "model", "parts": [{"functionCall": {"name": "look_up", "args": {"in_snake": 1}}, "thoughtSignature": "AA"}]},
    {"role": "user", "parts": [{"functionResponse": {"name": "look_up", "response": {"in_snake": 2}}}]},
]


def test_a_conversation_in_googles_names_is_usual() -> None:
    """Whatever stands in arguments and results is the caller's own."""
    assert usual(TURNS)
    assert usual([])


@pytest.mark.parametrize(
    "contents",
    [
        None,
        "Hello",
        {"role": "user", "parts": [{"text": "Hello"}]},
        [{"role": "user", "parts": {"text": "Hello"}}],
        [{"role": "user", "parts": [{"inline_data": {"mimeType": "image/png", "data": "AA"}}]}],
        [{"role": "user", "parts": [{"inlineData": {"mime_type": "image/png", "data": "AA"}}]}],
        [{"role": "user", "parts": [{"fileData": {"file_uri": "gs://a"}}]}],
        [{"role": "user", "part_s": []}],
    ],
)
def test_anything_else_is_not(contents: Any) -> None:
    """Other spellings, other shapes, rarer parts."""
    assert not usual(contents)
