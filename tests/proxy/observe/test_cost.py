"""Money, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.snapshot import Price, Tier
from proxy.observe.cost import cost, usd
from translators.canonical import Usage

INTO = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in")
OUT = ("output", "reasoning", "audio_out", "image_out")
PLAIN = Price({"input": 150_000, "output": 600_000})
RICH = Price(
    {"input": 2, "cache_read": 1, "cache_write_5m": 3, "cache_write_1h": 4, "audio_in": 5, "image_in": 6}
    | {"output": 10, "reasoning": 11, "audio_out": 12, "image_out": 13, "searches": 1000}
)
TIERED = Price(
    {"input": 2, "cache_read": 1, "output": 10},
    (Tier(200, {"input": 4, "output": 15}), Tier(400, {"input": 8})),
)
# usage, price, what it costs
TABLE: dict[str, tuple[Usage, Price, int]] = {
    "nothing": (Usage(), PLAIN, 0),
    "in and out": (Usage(input=1000, output=500), PLAIN, 1000 * 150_000 + 500 * 600_000),
    "no price at all": (Usage(input=1000, output=500, searches=3), Price({}), 0),
    "only the answer is paid for": (Usage(input=1000, output=500, cache_read=7), Price({"output": 3}), 1500),
    "free": (Usage(input=1000, output=500), Price({"input": 0, "output": 0}), 0),
    "a price of nothing is a price": (Usage(input=1, cache_read=9), Price({"input": 5, "cache_read": 0}), 5),
    "searches without a price": (Usage(input=1, searches=4), PLAIN, 150_000),
    "searches": (Usage(searches=4), RICH, 4000),
    "every bucket its own": (
        replace(Usage(searches=1), **dict.fromkeys((*INTO, *OUT), 1)),
        RICH,
        2 + 1 + 3 + 4 + 5 + 6 + 10 + 11 + 12 + 13 + 1000,
    ),
    "up to a tier": (Usage(input=200, output=1), TIERED, 410),
    "above it": (Usage(input=201, output=1), TIERED, 201 * 4 + 15),
    "the whole prompt counts for it": (Usage(input=1, cache_read=200, output=1), TIERED, 4 + 200 + 15),
    "what no tier names stays": (Usage(input=301, cache_read=1, output=0), TIERED, 301 * 4 + 1),
    "the last tier that names it": (Usage(input=401, output=1, reasoning=1), TIERED, 401 * 8 + 15 + 15),
    "the answer makes no tier": (Usage(input=1, output=1000), TIERED, 2 + 10_000),
}


@pytest.mark.parametrize(("usage", "price", "expected"), TABLE.values(), ids=TABLE)
def test_a_reply_costs_what_its_tokens_cost(usage: Usage, price: Price, expected: int) -> None:
    """In picodollars, whole ones."""
    assert cost(usage, price) == expected


@pytest.mark.parametrize(("bucket", "parent"), [(b, "input") for b in INTO[1:]] + [(b, "output") for b in OUT[1:]])
def test_a_bucket_without_a_price_costs_what_its_parent_costs(bucket: str, parent: str) -> None:
    """In a tier as well as below it."""
    for price in (PLAIN, TIERED):
        plain = {name: count for name, count in price.buckets.items() if name in ("input", "output")}
        bare = Price(plain, price.tiers)
        for prompt in (0, 1000):
            odd = replace(Usage(input=prompt), **{bucket: 7})
            usual = Usage(input=prompt + 7) if parent == "input" else Usage(input=prompt, output=7)
            assert cost(odd, bare) == cost(usual, bare)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_picodollar_is_lost(input: int, output: int, into: int, out: int) -> None:
    """Twice the tokens cost twice as much."""
    price = Price({"input": into, "output": out})
    assert 2 * cost(Usage(input=input, output=output), price) == cost(Usage(input=2 * input, output=2 * output), price)


@given(st.integers(0, 10**20))
def test_an_amount_is_written_exactly(amount: int) -> None:
    """No float comes near it."""
    assert Decimal(usd(amount)) * 10**12 == amount


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "0"), (1, "0.000000000001"), (150_000, "0.00000015"), (10**12, "1"), (10**13, "10"), (25 * 10**11, "2.5")]
)
def test_an_amount_has_no_trailing_nothing(amount: int, written: str) -> None:
    """A person reads it."""
    assert usd(amount) == written
