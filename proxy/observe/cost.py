"""What a reply costs: usage times price, in whole picodollars."""

from __future__ import annotations

from collections.abc import Mapping

from config.snapshot import Price
from translators.canonical import Usage


def cost(usage: Usage, price: Price) -> int:
    """Exact. A bucket without a price of its own costs what its parent costs; a parent without one is free."""
    rates = _rates(usage, price)
    into, out = rates.get("input", 0), rates.get("output", 0)
    total = usage.input * into + usage.output * out
    # Most replies have only these two buckets, or one more: asking for each is cheaper than a loop over all of them.
    if usage.cache_read:
        total += usage.cache_read * rates.get("cache_read", into)
    if usage.reasoning:
        total += usage.reasoning * rates.get("reasoning", out)
    if usage.cache_write_5m:
        total += usage.cache_write_5m * rates.get("cache_write_5m", into)
    if usage.cache_write_1h:
        total += usage.cache_write_1h * rates.get("cache_write_1h", into)
    if usage.audio_in:
        total += usage.audio_in * rates.get("audio_in", into)
    if usage.image_in:
        total += usage.image_in * rates.get("image_in", into)
    if usage.tool_in:
        total += usage.tool_in * rates.get("tool_in", into)
    if usage.audio_out:
        total += usage.audio_out * rates.get("audio_out", out)
    if usage.image_out:
        total += usage.image_out * rates.get("image_out", out)
    if usage.searches:
        total += usage.searches * rates.get("searches", 0)
    return total


def usd(picodollars: int) -> str:
    """An exact decimal, without a trailing nothing."""
    whole, rest = divmod(picodollars, 10**12)
    return f"{whole}.{rest:012d}".rstrip("0").rstrip(".")


def _rates(usage: Usage, price: Price) -> Mapping[str, int]:
    """The prices that hold for a prompt of this length: each bucket's as the last tier passed that names it has it."""
    tiers = price.tiers
    if not tiers:
        return price.buckets
    prompt = usage.prompt
    if prompt <= tiers[0].above:
        return price.buckets
    rates = dict(price.buckets)
    for tier in tiers:
        if prompt > tier.above:
            rates.update(tier.buckets)
    return rates
