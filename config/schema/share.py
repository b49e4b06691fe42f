"""A share of an amount as an operator writes it: "10%" or 0.1, kept in whole millionths."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

WHOLE = 10**6
LARGEST = 100  # times the amount
_FORM = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,4})?)%", re.ASCII)
_HINT = 'write percent in quotes with at most four decimals, such as "12.5%", or a part of one, such as 0.125'


class Share(int):
    """Millionths, remembering how to show themselves."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Share:
        """Percent. Raises ValueError saying what would be right."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(_HINT)
        return cls(Decimal(match[1]) * (WHOLE // 100))

    @classmethod
    def part(cls, number: Decimal) -> Share:
        """Of one. A bare 10 may mean 10 % or ten times the amount, so 1 and more have to be written as percent."""
        millionths = number * WHOLE
        if not number.is_finite() or not 0 <= number < 1 or millionths != millionths.to_integral_value():
            raise ValueError(_HINT)
        return cls(millionths)

    def __str__(self) -> str:
        return f"{(Decimal(int(self)) / (WHOLE // 100)).normalize():f}%"

    def __repr__(self) -> str:
        return f"Share({str(self)!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(_validate)


def _validate(value: object) -> Share:
    try:
        match value:
            case Share():
                return value
            case str():
                return Share.parse(value)
            case int() | float() if not isinstance(value, bool):
                return Share.part(Decimal(str(value)))  # the shortest text of a float is what the operator wrote
    except ValueError as error:
        raise PydanticCustomError("share", "not a share: {hint}", {"hint": str(error)}) from error
    raise PydanticCustomError("share", "not a share: {hint}", {"hint": _HINT})
