"""A text that a regular expression matches: literals, classes, groups, alternatives, repeats and anchors."""

from __future__ import annotations

import string
from dataclasses import dataclass

from proxy.mock.schema.refs import UnsatisfiableError

CLASSES = {"d": "0123456789", "w": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", "s": " \t\n"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
PRINTABLE = string.ascii_lowercase + string.ascii_uppercase + string.digits + string.punctuation + " "


def example(pattern: str, at_least: int = 0) -> str:
    """The shortest text the pattern matches, or a longer one of at least so many characters if repeats allow it."""
    shortest = _Reader(pattern, 0).read()
    if len(shortest) >= at_least:
        return shortest
    return _Reader(pattern, at_least - len(shortest)).read()


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right and writes what it matches."""

    pattern: str
    spare: int  # characters that open repeats still have to add
    at: int = 0

    def read(self) -> str:
        text = self._alternatives()
        if self.at < len(self.pattern):
            raise self._trouble("a closing bracket without an opening one")
        return text

    def _alternatives(self) -> str:
        """The first alternative is as good as any."""
        first = self._sequence()
        spare, self.spare = self.spare, 0
        while self._take("|"):
            self._sequence()
        self.spare = spare
        return first

    def _sequence(self) -> str:
        out = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            out.append(self._repeated(self._atom()))
        return "".join(out)

    def _atom(self) -> str:
        char = self._next()
        match char:
            case "^" | "$":
                return ""
            case ".":
                return "a"
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()[0]
        return char

    def _group(self) -> str:
        if self._take("?"):
            mark = self._next()
            if mark in "P<" and (mark == "<" or self._take("<")) and self.pattern[self.at : self.at + 1] not in ("=", "!"):
                while self._next() != ">":
                    pass
            elif mark != ":":
                raise self._trouble("a look-around or a flag")
        spare, self.spare = self.spare, 0  # a repeated group must not grow inside as well
        text = self._alternatives()
        self.spare = spare
        if not self._take(")"):
            raise self._trouble("a group that is never closed")
        return text

    def _escape(self) -> str:
        """The characters an escape stands for; none for a word boundary."""
        char = self._next()
        if char in "bBAzZ" or (char.isdigit() and char != "0") or char in "pPku":
            raise self._trouble(f"\\{char}")
        if char in CLASSES:
            return CLASSES[char]
        if char.lower() in CLASSES:
            return _others(CLASSES[char.lower()])
        if char == "x":
            return chr(int(self._next() + self._next(), 16))
        return ESCAPES.get(char, char)

    def _class(self) -> str:
        """One character of a [class]."""
        negated = self._take("^")
        members = ""
        while not members or self.pattern[self.at : self.at + 1] != "]":
            char = self._next()
            chars = self._escape() if char == "\\" else char
            if len(chars) == 1 and self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                last = self._next()
                last = self._escape() if last == "\\" else last
                chars = "".join(map(chr, range(ord(chars), min(ord(last), ord(chars) + 255) + 1)))
            members += chars
        self.at += 1
        found = _others(members) if negated else "".join(sorted(members, key=lambda each: each not in PRINTABLE))
        if not found:
            raise self._trouble("a class without a character")
        return found[0]

    def _repeated(self, text: str) -> str:
        """What a quantifier makes of one atom."""
        low, high = self._quantifier()
        self._take("?")
        more = 0
        if text and self.spare > 0:
            more = -(-self.spare // len(text)) if high is None else min(high - low, -(-self.spare // len(text)))
            self.spare -= more * len(text)
        return text * (low + more)

    def _quantifier(self) -> tuple[int, int | None]:
        for mark, found in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(mark):
                return found
        end = self.pattern.find("}", self.at)
        if end < 0 or self.pattern[self.at : self.at + 1] != "{":
            return 1, 1
        low, comma, high = self.pattern[self.at + 1 : end].partition(",")
        if not (low or comma) or not (low + high).isdecimal():
            return 1, 1  # a brace that is only a brace
        self.at = end + 1
        return int(low or 0), (int(high) if high else None) if comma else int(low)

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise self._trouble("an end too early")
        self.at += 1
        return self.pattern[self.at - 1]

    def _take(self, char: str) -> bool:
        taken = self.pattern[self.at : self.at + 1] == char
        self.at += taken
        return taken

    def _trouble(self, what: str) -> UnsatisfiableError:
        return UnsatisfiableError(f"pattern {self.pattern!r} has {what}, which the mock cannot write")


def _others(members: str) -> str:
    return "".join(char for char in PRINTABLE if char not in members)
