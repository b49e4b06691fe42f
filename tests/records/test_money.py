"""Money, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.snapshot import Organization, Price, Tier
from records.money import charged, reckon, told, usd
from translators.canonical import Usage

INTO = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_in", "image_in", "tool_in")
OUT = ("output", "reasoning", "audio_out", "image_out")
BUCKETS = (*INTO, *OUT, "searches")
PLAIN = Price({"input": 150_000, "output": 600_000})
RICH = Price(
    {"input": 2000, "cache_read": 1000, "cache_write_5m": 3000, "cache_write_1h": 4000, "audio_in": 5000, "image_in": 6000}
    | {"output": 10_000, "reasoning": 11_000, "audio_out": 12_000, "image_out": 13_000, "searches": 1_000_000}
)
TIERED = Price(
    {"input": 2000, "cache_read": 1000, "output": 10_000},
    (Tier(200, {"input": 4000, "output": 15_000}), Tier(400, {"input": 8000})),
)
# usage, price, nanodollars
TABLE: dict[str, tuple[Usage, Price, int]] = {
    "nothing": (Usage(), PLAIN, 0),
    "in and out": (Usage(input=1000, output=500), PLAIN, 1000 * 150 + 500 * 600),
    "no price at all": (Usage(input=1000, output=500, searches=3), Price({}), 0),
    "only the answer is paid for": (Usage(input=1000, output=500, cache_read=7), Price({"output": 3000}), 1500),
    "free": (Usage(input=1000, output=500), Price({"input": 0, "output": 0}), 0),
    "a price of nothing is a price": (Usage(input=1, cache_read=9), Price({"input": 5000, "cache_read": 0}), 5),
    "searches without a price": (Usage(input=1, searches=4), PLAIN, 150),
    "searches": (Usage(searches=4), RICH, 4000),
    "every bucket its own": (
        replace(Usage(searches=1), **dict.fromkeys((*INTO, *OUT), 1)),
        RICH,
        2 + 1 + 3 + 4 + 5 + 6 + 2 + 10 + 11 + 12 + 13 + 1000,
    ),
    "up to a tier": (Usage(input=200, output=1), TIERED, 410),
    "above it": (Usage(input=201, output=1), TIERED, 201 * 4 + 15),
    "the whole prompt counts for it": (Usage(input=1, cache_read=200, output=1), TIERED, 4 + 200 + 15),
    "what no tier names stays": (Usage(input=301, cache_read=1, output=0), TIERED, 301 * 4 + 1),
    "the last tier that names it": (Usage(input=401, output=1, reasoning=1), TIERED, 401 * 8 + 15 + 15),
    "the answer makes no tier": (Usage(input=1, output=1000), TIERED, 2 + 10_000),
    "a picodollar is rounded up": (Usage(input=1), Price({"input": 1}), 1),
    "once": (Usage(input=1, cache_read=1, output=1, reasoning=1), Price({"input": 1, "output": 1}), 1),
    "a whole one is not": (Usage(input=1000), Price({"input": 1}), 1),
}
USAGES = st.builds(Usage, **{bucket: st.integers(0, 10**7) | st.just(0) for bucket in BUCKETS})
RATES = st.dictionaries(st.sampled_from(BUCKETS), st.integers(0, 200_000_000))
TIERS = st.lists(st.builds(Tier, st.integers(0, 10**6), RATES), max_size=2).map(lambda tiers: tuple(sorted(tiers, key=lambda t: t.above)))
PRICES = st.builds(Price, RATES, TIERS)
SHARES = st.integers(0, 10**6)


def exactly(usage: Usage, price: Price) -> dict[str, int]:
    """Picodollars by bucket, the slow and obvious way."""
    rates = dict(price.buckets)
    for tier in price.tiers:
        if usage.prompt > tier.above:
            rates |= tier.buckets
    parents = dict.fromkeys(INTO, "input") | dict.fromkeys(OUT, "output")
    return {bucket: getattr(usage, bucket) * rates.get(bucket, rates.get(parents.get(bucket, ""), 0)) for bucket in BUCKETS}


@pytest.mark.parametrize(("usage", "price", "expected"), TABLE.values(), ids=TABLE)
def test_a_reply_costs_what_its_tokens_cost(usage: Usage, price: Price, expected: int) -> None:
    """In nanodollars, whole ones."""
    assert reckon(usage, price).total == expected


@pytest.mark.parametrize(("bucket", "parent"), [(b, "input") for b in INTO[1:]] + [(b, "output") for b in OUT[1:]])
def test_a_bucket_without_a_price_costs_what_its_parent_costs(bucket: str, parent: str) -> None:
    """In a tier as well as below it."""
    for price in (PLAIN, TIERED):
        plain = {name: count for name, count in price.buckets.items() if name in ("input", "output")}
        bare = Price(plain, price.tiers)
        for prompt in (0, 1000):
            odd = replace(Usage(input=prompt), **{bucket: 7})
            usual = Usage(input=prompt + 7) if parent == "input" else Usage(input=prompt, output=7)
            assert reckon(odd, bare).total == reckon(usual, bare).total
            assert reckon(odd, bare).buckets[bucket] == reckon(usual, bare).total - reckon(Usage(input=prompt), bare).total


@given(USAGES, PRICES)
def test_the_total_is_the_exact_sum_rounded_up_once(usage: Usage, price: Price) -> None:
    """However many buckets there are."""
    assert reckon(usage, price).total == ceil(Fraction(sum(exactly(usage, price).values()), 1000))


@given(USAGES, PRICES)
def test_the_buckets_add_up_to_the_total_and_each_is_right(usage: Usage, price: Price) -> None:
    """None is a whole nanodollar from what it is exactly, and none is there that is 0."""
    cost, exact = reckon(usage, price), exactly(usage, price)
    assert sum(cost.buckets.values()) == cost.total
    assert all(amount > 0 for amount in cost.buckets.values())
    assert all(abs(Fraction(exact[bucket], 1000) - cost.buckets.get(bucket, 0)) < 1 for bucket in BUCKETS)


def test_what_is_rounded_up_falls_to_the_first_bucket_that_costs_anything() -> None:
    """Always to the same one, so that two reckonings of one usage are equal."""
    price = Price({"input": 1, "output": 1})
    assert reckon(Usage(input=1, output=1), price).buckets == {"input": 1}
    assert reckon(Usage(output=1, reasoning=1), price).buckets == {"output": 1}
    assert reckon(Usage(input=1500, output=700), price).buckets == {"input": 2, "output": 1}
    assert reckon(Usage(input=1001, output=1000), price).buckets == {"input": 2, "output": 1}


@given(USAGES, PRICES)
def test_more_tokens_never_cost_less(usage: Usage, price: Price) -> None:
    """Where there are no tiers, which may be cheaper."""
    flat = Price(price.buckets)
    more = replace(usage, **{bucket: getattr(usage, bucket) + 1 for bucket in BUCKETS})
    assert reckon(more, flat).total >= reckon(usage, flat).total


@given(st.integers(0, 10**18), SHARES, SHARES)
def test_a_margin_is_added_then_a_discount_taken_off(cost: int, margin: int, discount: int) -> None:
    """Exactly, and rounded up once."""
    terms = Organization(name="acme", margin=margin, discount=discount)
    assert charged(cost, terms) == ceil(Fraction(cost) * (10**6 + margin) / 10**6 * (10**6 - discount) / 10**6)


def test_without_terms_an_organization_is_charged_what_it_costs() -> None:
    """As is one whose terms change nothing."""
    assert charged(1234, None) == charged(1234, Organization(name="acme")) == 1234
    assert charged(1000, Organization(name="acme", margin=100_000)) == 1100
    assert charged(1000, Organization(name="acme", discount=250_000)) == 750
    assert charged(1000, Organization(name="acme", margin=100_000, discount=100_000)) == 990
    assert charged(1000, Organization(name="acme", discount=1_000_000)) == 0
    assert charged(1, Organization(name="acme", margin=1)) == 2
    assert charged(0, Organization(name="acme", margin=10**6)) == 0


@pytest.mark.parametrize(
    ("amount", "nanodollars"),
    [
        ("0.00012", 120_000),
        ("1e-5", 10_000),
        ("1E-5", 10_000),
        ("2.5e+1", 25 * 10**9),
        ("0", 0),
        ("0.0", 0),
        ("3", 3 * 10**9),
        ("1e-10", 1),
        ("0.0000000010000000000000000000000000000001", 2),
        ("1000000000", 10**18),
        *(
            (text, None)
            for text in ("1000000000.1", "1e99", "9" * 11, "-1", "+1", "nan", "inf", "", " 1", "1_0", "1,5", "٣", "1e", ".", "free")
        ),
        ("1" + "0" * 5000, None),
        (None, None),
    ],
)
def test_a_providers_own_figure_is_read_exactly_or_not_at_all(amount: str | None, nanodollars: int | None) -> None:
    """A figure below a nanodollar is rounded up, as ours are."""
    assert told(amount) == nanodollars


@given(st.integers(0, 10**18))
def test_what_is_written_is_read_again(amount: int) -> None:
    """Both ways without loss."""
    assert told(usd(amount)) == amount


@given(st.integers(-(10**20), 10**20))
def test_an_amount_is_written_exactly(amount: int) -> None:
    """No float comes near it; a correction may be negative."""
    assert Decimal(usd(amount)) * 10**9 == amount


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0"), (1, "0.000000001"), (150, "0.00000015"), (10**9, "1"), (10**10, "10"), (25 * 10**8, "2.5"), (-1500, "-0.0000015")],
)
def test_an_amount_has_no_trailing_nothing(amount: int, written: str) -> None:
    """A person reads it."""
    assert usd(amount) == written
