"""One toml text: what it says, and where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from config.faults import ConfigError, Fault, Place, dotted
from config.locate import line_of, locate

LARGEST = 4 * 2**20
DEEPEST = 20  # no setting needs more; what walks over the tables may count on it


class Document:
    """A text that is toml. Raises ConfigError when it is not."""

    def __init__(self, name: str, data: bytes, overrides: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.overrides = overrides or {}  # dotted keys from the command line; they win
        self.text = self._text(data)
        self.written: dict[str, Any] = self._parsed()  # as in the file
        if _deeper(self.written, DEEPEST):
            raise ConfigError([Fault(self.name, None, "", "nested too deeply")])
        self.values: dict[str, Any] = _over(self.written, self.overrides)

    def _text(self, data: bytes) -> str:
        if len(data) > LARGEST:
            raise ConfigError([Fault(self.name, None, "", f"larger than {LARGEST // 2**20} MB")])
        try:
            return data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise ConfigError([Fault(self.name, line, "", "not UTF-8")]) from error

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError([self._syntax(str(error))]) from error
        except ValueError as error:  # a number of thousands of digits
            raise ConfigError([Fault(self.name, None, "", f"not toml: {error}")]) from error
        except RecursionError as error:
            raise ConfigError([Fault(self.name, None, "", "nested too deeply")]) from error

    def _syntax(self, message: str) -> Fault:
        where = re.search(r" \(at line (\d+), column (\d+)\)$", message)
        if where:
            return Fault(self.name, int(where[1]), "", f"not toml: {message[: where.start()]} (column {where[2]})")
        line = self.text.rstrip("\n").count("\n") + 1
        return Fault(self.name, line, "", f"not toml: {message.removesuffix(' (at end of document)')}, at the end of the file")

    @cached_property
    def lines(self) -> dict[Place, int]:
        """Where each key stands; only looked for when there is something to say."""
        return locate(self.text)

    def fault(self, place: Place, message: str, suggestion: str | None = None) -> Fault:
        """A fault with its line."""
        key = dotted(place)
        if key in self.overrides:
            return Fault("command line", None, key, message, suggestion)
        return Fault(self.name, line_of(self.lines, place), key, message, suggestion)


def _over(written: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(written)
    for key, value in overrides.items():
        table, _, name = key.partition(".")
        inner = values.get(table, {})
        if isinstance(inner, dict):
            values[table] = {**inner, name: value}
    return values


def _deeper(value: Any, levels: int) -> bool:
    """Without recursion: what is measured may be thousands deep."""
    level = [value]
    while level and levels >= 0:
        level = [inner for outer in level for inner in _inside(outer) if isinstance(inner, dict | list)]
        levels -= 1
    return bool(level)


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
