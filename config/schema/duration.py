"""A span of time as an operator writes it: "30s", "500ms", "2m", "1h"."""

from __future__ import annotations

import re
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
LONGEST = 366 * 86400.0
_FORM = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h|d)")


class Duration(float):
    """Seconds, remembering how to show themselves."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Duration:
        """One number and one unit. Raises ValueError saying what would be right."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError('write a number and a unit (ms, s, m, h or d), such as "30s" or "500ms"')
        seconds = float(match[1]) * UNITS[match[2]]
        if seconds > LONGEST:
            raise ValueError("at most 366d")
        return cls(seconds)

    def __str__(self) -> str:
        if self and self < 1:
            return f"{self * 1000:g}ms"
        for unit in ("d", "h", "m"):
            if self and self % UNITS[unit] == 0:
                return f"{self / UNITS[unit]:g}{unit}"
        return f"{float(self):g}s"

    def __repr__(self) -> str:
        return f"Duration({str(self)!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_validate)


def _validate(value: object) -> Duration:
    match value:
        case Duration():
            return value
        case str():
            try:
                return Duration.parse(value)
            except ValueError as error:
                raise PydanticCustomError("duration", "not a duration: {hint}", {"hint": str(error)}) from error
        case bool():
            pass
        case int() | float():
            raise PydanticCustomError("duration", 'a duration needs its unit: write "{seconds}s"', {"seconds": f"{value:g}"})
    raise PydanticCustomError("duration", 'not a duration: write a text such as "30s" or "500ms"')
