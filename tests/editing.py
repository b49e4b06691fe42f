"""Every way a program saves a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

MOMENT = 0.05  # seconds
Way = Callable[[Path, str], Iterator[float]]  # yields how long it takes to the next step


def write(file: Path, text: str) -> None:
    """At once: truncated, then written."""
    file.write_text(text)


def remove(file: Path) -> None:
    """Gone."""
    file.unlink()


async def save(way: Way, file: Path, text: str) -> None:
    """Step by step."""
    for pause in way(file, text):
        await asyncio.sleep(pause)


def in_place(file: Path, text: str) -> Iterator[float]:
    """Some write."""
    yield from ()
    file.write_text(text)


def twice(file: Path, text: str) -> Iterator[float]:
    """Some write, and write again."""
    file.write_text(text)
    yield MOMENT / 5
    file.write_text(text)


def renamed(file: Path, text: str) -> Iterator[float]:
    """Most editors: a new file takes the place of the old one."""
    other = file.with_name(f".{file.name}.swp")
    other.write_text(text)
    yield MOMENT / 5
    other.rename(file)


def moved_away(file: Path, text: str) -> Iterator[float]:
    """A backup is kept: for a moment there is no file at all."""
    file.rename(file.with_name(f"{file.name}~"))
    yield MOMENT / 5
    file.write_text(text)


def by_halves(file: Path, text: str) -> Iterator[float]:
    """For a moment it ends in the middle of a line."""
    file.write_text(text[: len(text) // 2])
    yield MOMENT
    file.write_text(text)


def from_nothing(file: Path, text: str) -> Iterator[float]:
    """For a moment it is empty: a good configuration, but nobody's key is in it."""
    file.write_text("")
    yield MOMENT
    file.write_text(text)


WAYS: tuple[Way, ...] = (in_place, twice, renamed, moved_away, by_halves, from_nothing)
