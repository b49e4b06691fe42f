"""Texts that match regular expressions."""

from __future__ import annotations

import re

import pytest

from proxy.mock.schema.pattern import example
from proxy.mock.schema.refs import UnsatisfiableError


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^abc$",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^[A-Z]{3}$",
        r"^(foo|ba(r|z))+x?$",
        r"^(?:a|b){2,}$",
        r"^(?P<year>\d{4})$",
        r"^[^a-z]$",
        r"^[\w.-]+@[\w-]+\.[a-z]{2,}$",
        r"^\S+\s\D$",
        r"^.{3,5}$",
        r"^[]a]$",
        r"^\$\{x\}$",
        r"^#[0-9a-fA-F]{6}$",
        r"^\+?[1-9]\d{1,14}$",
        r"^a{x}$",
        r"\x41",
        r"^[!-/]{2}$",
        r"^-?[0-9]+$",
    ],
)
def test_the_example_matches(pattern: str) -> None:
    """Python's own engine is the judge."""
    assert re.search(pattern, example(pattern)) is not None


@pytest.mark.parametrize(
    ("pattern", "length"), [(r"^a+$", 7), (r"^x[0-9]*$", 12), (r"^(ab)+$", 9), (r"^[a-z]{1,20}$", 15), (r"^(a|b)*c?$", 5)]
)
def test_repeats_grow_to_a_length(pattern: str, length: int) -> None:
    """For schemas that have a minLength as well."""
    found = example(pattern, length)
    assert len(found) >= length
    assert re.search(pattern, found) is not None


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(a", r"a)", r"[", r"\1", r"\p{L}", r"[^\s\S]", "\\", r"(?<=a)b"])
def test_what_cannot_be_written_is_named(pattern: str) -> None:
    """Rather than a text that does not match."""
    with pytest.raises(UnsatisfiableError, match="pattern"):
        example(pattern)
