"""Values of options, and of the variables that mean the same."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from console.cli.values import BadEnvironment, amount, given, host, level, path, port


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("8000", 8000), ("65535", 65535)])
def test_a_port(text: str, value: int) -> None:
    """From 0, which is any free one."""
    assert port(text) == value


@pytest.mark.parametrize("text", ["", "-1", "65536", "1.0", "٣", "²", " 1", "http"])
def test_not_a_port(text: str) -> None:
    """The words repeat what was written."""
    with pytest.raises(ArgumentTypeError, match="is not a port"):
        port(text)


def test_a_level_in_any_case() -> None:
    """As people write it."""
    assert level("WARNING") == "warning"
    with pytest.raises(ArgumentTypeError, match="is not a level"):
        level("verbose")


@pytest.mark.parametrize("text", ["-0.1", "nan", "inf", "1s", ""])
def test_not_an_amount(text: str) -> None:
    """Only what one can wait for."""
    with pytest.raises(ArgumentTypeError, match="is not a number, 0 or more"):
        amount(text)


def test_an_amount() -> None:
    """Zero is one."""
    assert (amount("0"), amount("0.5"), amount("20")) == (0.0, 0.5, 20.0)


def test_the_option_wins_over_the_variable() -> None:
    """Zero is a value, an empty variable is none, and a variable that does not count is not even read."""
    assert given(0, {"P": "1"}, "P", port) == 0
    assert given(None, {"P": "1"}, "P", port) == 1
    assert given(None, {"P": ""}, "P", port) is None
    assert given(None, {}, "P", port) is None
    assert given(1, {"P": "x"}, "P", port) == 1
    assert given(None, {"C": "a/b.toml"}, "C", path) == Path("a/b.toml")
    assert given(None, {"H": "::1"}, "H", host) == "::1"


def test_a_variable_that_is_wrong_is_named() -> None:
    """Nobody wrote an option."""
    with pytest.raises(BadEnvironment, match=r"^P: 'x' is not a port"):
        given(None, {"P": "x"}, "P", port)
