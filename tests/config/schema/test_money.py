"""Amounts of money keep what was written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.schema.money import Usd

USD: TypeAdapter[Decimal] = TypeAdapter(Usd)


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_a_number_and_its_text_are_the_same_amount(amount: Decimal) -> None:
    """0.15 and "0.15" cost the same."""
    assert USD.validate_python(str(amount)) == amount
    assert USD.validate_python(float(amount)) == Decimal(str(float(amount)))


@pytest.mark.parametrize("value", [True, "", "1,5", "nan", "inf", -1, "1e99", None, [1]], ids=repr)
def test_what_is_no_amount_is_refused(value: object) -> None:
    """Nothing is guessed where money is meant."""
    with pytest.raises(ValidationError, match="an amount in USD"):
        USD.validate_python(value)
