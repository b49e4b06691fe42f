"""Shares keep exactly what was written, and nothing that may mean two things is one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.schema.share import WHOLE, Share

SHARE: TypeAdapter[Share] = TypeAdapter(Share)


@pytest.mark.parametrize(
    ("written", "millionths"),
    [("10%", 100_000), ("0%", 0), ("2.5%", 25_000), ("0.0001%", 1), ("150%", 1_500_000), (0, 0), (0.1, 100_000), (0.000001, 1), (0.0, 0)],
)
def test_percent_and_parts_of_one_are_shares(written: object, millionths: int) -> None:
    """In whole millionths."""
    assert SHARE.validate_python(written) == millionths


@given(st.integers(0, 10**8))
def test_what_is_shown_is_read_as_the_same(millionths: int) -> None:
    """str and parse undo each other."""
    assert Share.parse(str(Share(millionths))) == millionths


@given(st.integers(0, WHOLE - 1))
def test_a_number_is_read_as_it_was_written(millionths: int) -> None:
    """A float's noise is not."""
    assert SHARE.validate_python(float(Decimal(millionths) / WHOLE)) == millionths


TEXTS = ("10", "0.1", "", "%", "-1%", "1e1%", "0.00001%", "10 %", "999999%", "٣%", "1,5%")


@pytest.mark.parametrize("written", [*TEXTS, 1, 10, 1.0, -0.1, 1e-7, float("nan"), float("inf"), True, None, [0.1]], ids=repr)
def test_what_may_mean_two_things_is_refused(written: object) -> None:
    """A bare 10 is ten percent to one and ten times the amount to another."""
    with pytest.raises(ValidationError, match=r"not a share: write percent in quotes with at most four decimals, such as"):
        SHARE.validate_python(written)


def test_a_share_shows_itself_as_it_is_written() -> None:
    """Also to who debugs."""
    assert (str(Share(125_000)), repr(Share(100_000)), str(Share(0)), str(Share(10 * WHOLE))) == ("12.5%", "Share('10%')", "0%", "1000%")
