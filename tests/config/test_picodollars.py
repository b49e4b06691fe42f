"""Prices as whole numbers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from config.picodollars import picodollars


def test_usd_per_million_tokens_is_a_million_picodollars_per_token() -> None:
    """0.0375 USD per million is a fraction of a nanodollar, and still a whole number here."""
    assert picodollars({"input": Decimal("0.0375"), "cached_input": "0.15"}) == {"input": 37_500, "cache_read": 150_000}


def test_searches_are_priced_by_the_thousand() -> None:
    """10 USD per thousand is a cent each."""
    assert picodollars({"searches": 10}) == {"searches": 10_000_000_000}


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_six_decimals_are_exact(usd: Decimal) -> None:
    """No price that anybody writes is changed."""
    assert Decimal(picodollars({"output": usd})["output"]) / 1_000_000 == usd


def test_half_a_picodollar_is_rounded_up() -> None:
    """A price is never less than it says."""
    assert picodollars({"input": "0.0000005", "output": "0.00000049"}) == {"input": 1, "output": 0}
