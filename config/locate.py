"""On which line of a toml text does each key stand?"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from config.faults import Place

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r"""
      "{3} (?: [^"\\] | \\. | "{1,2}(?!") )* "{3,5}    # as many quotes as stand at its end
    | '{3} (?: [^'] | '{1,2}(?!') )* '{3,5}
    | " (?: [^"\\\n] | \\. )* "
    | ' [^'\n]* '
    """,
    re.DOTALL | re.VERBOSE,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}\n#]*")  # a number, a date, true


def locate(text: str) -> dict[Place, int]:
    """Every key and array item of a text that tomllib accepts, and its line, counted from one."""
    scan = _Scan(text)
    scan.document()
    breaks = [match.start() for match in re.finditer("\n", text)]
    return {place: bisect_right(breaks, at - 1) + 1 for place, at in scan.found.items()}


def line_of(lines: dict[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest thing around it."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return None


class _Scan:
    """A walk over valid toml that only remembers where keys are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}  # arrays of tables, and the index of their last table

    def document(self) -> None:
        table: Place = ()
        self.blank()
        while self.at < len(self.text):
            table = self.header() if self.text[self.at] == "[" else self.pair(table)
            self.blank()

    def header(self) -> Place:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        place = self.resolve(self.key())
        self.at += 2 if many else 1
        if many:
            self.counts[place] = self.counts.get(place, -1) + 1
            self.note(place, start)
            place = (*place, self.counts[place])
        self.note(place, start)
        return place

    def resolve(self, parts: tuple[str, ...]) -> Place:
        """Inside an array of tables, a name means the last table."""
        place: Place = ()
        for depth, part in enumerate(parts):
            place = (*place, part)
            if depth < len(parts) - 1 and place in self.counts:
                place = (*place, self.counts[place])
        # A plain header below [[a]] such as [a.b] passes through the loop; [[a]] itself must stay the array.
        return place

    def pair(self, table: Place) -> Place:
        start = self.at
        parts = self.key()
        for depth in range(1, len(parts) + 1):
            self.note((*table, *parts[:depth]), start)
        self.at += 1  # the equals sign
        self.value((*table, *parts))
        return table

    def key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self.blank()
            if match := _BARE_KEY.match(self.text, self.at):
                parts.append(match[0])
            else:
                match = self.matched(_STRING)
                parts.append(tomllib.loads(f"k = {match[0]}")["k"])
            self.at = match.end()
            self.blank()
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def value(self, place: Place) -> None:
        self.blank()
        match self.text[self.at]:
            case "[":
                self.items(place)
            case "{":
                self.inline(place)
            case '"' | "'":
                self.at = self.matched(_STRING).end()
            case _:
                self.at = self.matched(_PLAIN).end()

    def items(self, place: Place) -> None:
        index = 0
        while self.more("]"):
            self.note((*place, index), self.at)
            self.value((*place, index))
            index += 1

    def inline(self, place: Place) -> None:
        while self.more("}"):
            self.pair(place)

    def more(self, end: str) -> bool:
        """Past the bracket or comma; is there another item?"""
        self.blank()
        if self.text[self.at] in "[{,":
            self.at += 1
            self.blank()
        if self.text[self.at] != end:
            return True
        self.at += 1
        return False

    def blank(self) -> None:
        self.at = self.matched(_BLANK).end()

    def matched(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not toml at character {self.at}")
        return match

    def note(self, place: Place, at: int) -> None:
        self.found.setdefault(place, at)
