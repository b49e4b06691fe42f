"""A tool of any name can be offered on this wire, and a call to it is known again."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translators.openai_chat.names import legal, meant


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_name_is_legal_and_comes_back(name: str) -> None:
    """By itself: nothing else has to be remembered."""
    assume("-x" not in name)
    assert re.fullmatch(r"[a-zA-Z0-9_-]+", legal(name))
    assert meant(legal(name)) == name


@pytest.mark.parametrize(
    "name", ["get_weather", "mcp__files__read", "a-x", "a-x-b", "max-xtra-1", "a-x61-b", "a-xD800-b", "a-xd800-b", "-x110000-"]
)
def test_a_name_that_is_legal_is_left_alone(name: str) -> None:
    """Both ways, also where it only looks like an escape."""
    assert (legal(name), meant(name)) == (name, name)


def test_a_dot_is_told_by_its_number() -> None:
    """Gemini's names may have them."""
    assert (legal("files.read"), meant("files-x2e-read")) == ("files-x2e-read", "files.read")
