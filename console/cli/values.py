"""What may stand after an option, or in the environment variable that means the same."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
LEVELS = ("debug", "info", "warning", "error")


class BadEnvironment(Exception):  # noqa: N818  it is shown as it is: its name is for readers of the code
    """A variable says what its option may not."""


def port(text: str) -> int:
    """0 to 65535."""
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        raise ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def level(text: str) -> str:
    """One of the log's levels, in any case."""
    if text.lower() not in LEVELS:
        raise ArgumentTypeError(f"{text!r} is not a level: {', '.join(LEVELS)}")
    return text.lower()


def amount(text: str) -> float:
    """A number that is not negative."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not isfinite(number) or number < 0:
        raise ArgumentTypeError(f"{text!r} is not a number, 0 or more")
    return number


def path(text: str) -> Path:
    """A file, there or not."""
    return Path(text)


def host(text: str) -> str:
    """A name or an address; whether it can be listened on is seen when it is tried."""
    return text


def given(asked: T | None, environment: Mapping[str, str], variable: str, read: Callable[[str], T]) -> T | None:
    """What the command line says, else the environment. An empty variable says nothing. Raises BadEnvironment."""
    text = environment.get(variable)
    if asked is not None or not text:
        return asked
    try:
        return read(text)
    except ArgumentTypeError as error:
        raise BadEnvironment(f"{variable}: {error}") from error
