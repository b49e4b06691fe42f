"""Money in whole nanodollars (10**-9 USD): what a reply costs, what is charged for it, and how amounts are read and written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from msgspec import Struct

from config.snapshot import Organization, Price
from translators.canonical import Usage

NANO = 10**9  # nanodollars in a dollar
PICO = 1000  # picodollars in a nanodollar: prices are picodollars per token
MOST = 10**9 * NANO  # a billion dollars: more is no cost of one reply
WHOLE = 10**6  # shares (margin, discount) are millionths
# What few replies have, and whose price each takes when it has none of its own.
RARE: Mapping[str, str] = {
    "cache_write_5m": "input",
    "cache_write_1h": "input",
    "audio_in": "input",
    "image_in": "input",
    "tool_in": "input",
    "audio_out": "output",
    "image_out": "output",
    "searches": "",
}
# A number as JSON has it, short enough to be an amount; "nan", "free" or a thousand digits are none.
_TOLD = re.compile(r"(?:[0-9]{1,10}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)


class Cost(Struct, frozen=True, gc=False):
    """What one reply costs, in nanodollars."""

    total: int
    buckets: Mapping[str, int]  # by usage bucket, those that are not 0; their sum is the total


def reckon(usage: Usage, price: Price) -> Cost:
    """Tokens times prices, exactly, rounded up once to a whole nanodollar.

    A bucket without a price of its own costs what its parent costs; a parent without one is free. Each bucket's figure is what the
    rounded sum grows by with it, in the order input, cache_read, output, reasoning and then that of RARE. So the figures add up to
    the total, none is a whole nanodollar from what its bucket costs exactly, and what is rounded up falls to the first bucket.
    """
    rates = price.buckets if not price.tiers else _rates(usage, price)
    into, out = rates.get("input", 0), rates.get("output", 0)
    exact = usage.input * into
    total = -(-exact // PICO)
    buckets = {"input": total} if total else {}
    if usage.cache_read:
        before, exact = total, exact + usage.cache_read * rates.get("cache_read", into)
        total = -(-exact // PICO)
        if total != before:
            buckets["cache_read"] = total - before
    if usage.output:
        before, exact = total, exact + usage.output * out
        total = -(-exact // PICO)
        if total != before:
            buckets["output"] = total - before
    if usage.reasoning:
        before, exact = total, exact + usage.reasoning * rates.get("reasoning", out)
        total = -(-exact // PICO)
        if total != before:
            buckets["reasoning"] = total - before
    if _usual(usage):
        return Cost(total, buckets)
    parents = {"input": into, "output": out, "": 0}
    for bucket, parent in RARE.items():
        if count := getattr(usage, bucket):
            before, exact = total, exact + count * rates.get(bucket, parents[parent])
            total = -(-exact // PICO)
            if total != before:
                buckets[bucket] = total - before
    return Cost(total, buckets)


def charged(cost: int, organization: Organization | None) -> int:
    """What an organization pays for it: its margin is added, its discount taken off that, and the amount rounded up once."""
    if organization is None:
        return cost
    return -(-cost * (WHOLE + organization.margin) * (WHOLE - organization.discount) // WHOLE**2)


def told(amount: str | None) -> int | None:
    """What a provider says a reply cost: its decimal text of dollars as nanodollars, rounded up; None when it is no such amount."""
    if amount is None or _TOLD.fullmatch(amount) is None:
        return None
    nanodollars = ceil(Fraction(amount) * NANO)
    return nanodollars if nanodollars <= MOST else None


def usd(nanodollars: int) -> str:
    """An exact decimal of dollars, without a trailing nothing."""
    sign, amount = ("-", -nanodollars) if nanodollars < 0 else ("", nanodollars)
    whole, rest = divmod(amount, NANO)
    return f"{sign}{whole}.{rest:09d}".rstrip("0").rstrip(".")


def _usual(usage: Usage) -> bool:
    """Has it nothing rare?"""
    return not (
        usage.cache_write_5m
        or usage.cache_write_1h
        or usage.audio_in
        or usage.image_in
        or usage.tool_in
        or usage.audio_out
        or usage.image_out
        or usage.searches
    )


def _rates(usage: Usage, price: Price) -> Mapping[str, int]:
    """The prices that hold for a prompt of this length: each bucket's as the last tier passed that names it has it."""
    tiers, prompt = price.tiers, usage.prompt
    if prompt <= tiers[0].above:
        return price.buckets
    rates = dict(price.buckets)
    for tier in tiers:
        if prompt > tier.above:
            rates.update(tier.buckets)
    return rates
