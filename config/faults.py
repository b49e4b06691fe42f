"""What is wrong with a configuration: where, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

Place = tuple[str | int, ...]  # the way to a setting: ("routes", "fast", "targets", 0)

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Fault(Struct, frozen=True):
    """One thing that is wrong."""

    file: str
    line: int | None  # None: it does not stand in the file (a missing file, the command line)
    key: str  # as an operator would write it: routes.fast.targets[0]
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        what = f"{self.key}: {self.message}" if self.key else self.message
        return f"{where}: {what} ({self.suggestion})" if self.suggestion else f"{where}: {what}"


class ConfigError(ValueError):
    """A configuration that cannot be used. Every fault at once."""

    def __init__(self, faults: Iterable[Fault], files: Iterable[Path] = ()) -> None:
        self.faults = tuple(faults)
        self.files = tuple(files)  # secrets it refers to: a change of one may mend it
        super().__init__("\n".join(map(str, self.faults)))


def dotted(place: Place) -> str:
    """A place as an operator would write it."""
    words = ""
    for part in place:
        if isinstance(part, int):
            words += f"[{part}]"
        elif _BARE.fullmatch(part):
            words += f".{part}"
        else:
            quoted = part.replace("\\", "\\\\").replace('"', '\\"')
            words += f'."{quoted}"'
    return words.removeprefix(".")


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The nearest known word, as a question."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else None
