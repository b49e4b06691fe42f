"""Faults: where, what, and what would be right, in one line."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.faults import ConfigError, Fault, did_you_mean, dotted


def test_a_fault_is_one_line() -> None:
    """File, line, key, message, suggestion."""
    fault = Fault("gateway.toml", 12, "routes.fast.strategy", "must be one of 'first'", "did you mean `first`?")
    assert str(fault) == "gateway.toml:12: routes.fast.strategy: must be one of 'first' (did you mean `first`?)"


def test_what_is_not_known_is_left_out() -> None:
    """A missing file has no line, a syntax error no key."""
    assert str(Fault("gateway.toml", None, "", "there is no such file")) == "gateway.toml: there is no such file"


def test_an_error_holds_every_fault() -> None:
    """One line each."""
    error = ConfigError([Fault("a", 1, "b", "c"), Fault("a", 2, "d", "e")])
    assert str(error).splitlines() == ["a:1: b: c", "a:2: d: e"]


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=8), min_size=1, max_size=4))
def test_a_dotted_key_is_toml(parts: list[str]) -> None:
    """An operator can look for it, or copy it."""
    value: object = tomllib.loads(f"{dotted(tuple(parts))} = 1")
    for part in parts:
        assert isinstance(value, dict)
        value = value[part]
    assert value == 1


def test_an_index_stands_in_brackets() -> None:
    """Lists have places too."""
    assert dotted(("routes", "fast", "targets", 0, "weight")) == "routes.fast.targets[0].weight"


@pytest.mark.parametrize(("word", "meant"), [("baseurl", "base_url"), ("base-url", "base_url"), ("zzz", None), ("", None)])
def test_only_a_near_word_is_suggested(word: str, meant: str | None) -> None:
    """A wild guess is worse than none."""
    assert did_you_mean(word, ["wire", "base_url"]) == (f"did you mean `{meant}`?" if meant else None)
