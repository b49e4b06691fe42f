"""Texts of a length or a format."""

from __future__ import annotations

from itertools import islice

import pytest

from proxy.mock.schema.strings import FORMATS, strings


def test_a_plain_text_is_the_word_of_its_property() -> None:
    """Then numbered, for lists of unique texts."""
    assert list(islice(strings({}, "city"), 3)) == ["city", "city2", "city3"]


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 3), (2, 2), (10, 12)])
def test_lengths_are_kept(low: int, high: int) -> None:
    """Short and long."""
    assert all(low <= len(text) <= high for text in strings({"minLength": low, "maxLength": high}, "city"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_its_example(name: str) -> None:
    """One each."""
    assert next(strings({"format": name}, "x")) == FORMATS[name]


def test_an_unknown_format_is_a_plain_text() -> None:
    """As the specification has it: formats may be ignored."""
    assert next(strings({"format": "colour"}, "x")) == "x"
