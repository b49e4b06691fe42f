"""An amount of money as an operator writes it: 0.15 or, exactly, "0.15"."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _usd(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise PydanticCustomError("money", 'an amount in USD is a number or a text such as "25.00"')
    try:
        amount = Decimal(str(value))  # the shortest text of a float is what the operator wrote
    except InvalidOperation as error:
        raise PydanticCustomError("money", 'an amount in USD is a number or a text such as "25.00"') from error
    if not amount.is_finite() or amount < 0 or amount > 1_000_000_000:
        raise PydanticCustomError("money", "an amount in USD is between 0 and 1,000,000,000")
    return amount


Usd = Annotated[Decimal, BeforeValidator(_usd)]
