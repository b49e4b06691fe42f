"""From the prices people write to whole picodollars (10**-12 USD)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PER_TOKEN = 1_000_000  # USD per million tokens to picodollars per token
PER_SEARCH = 1_000_000_000  # USD per thousand searches to picodollars per search
BUCKETS: Mapping[str, str] = {"cached_input": "cache_read"}  # where the word people use is not the bucket's


def picodollars(prices: Mapping[str, Any]) -> dict[str, int]:
    """Prices by the words people use, as whole numbers by usage bucket. Half a picodollar is rounded up."""
    return {BUCKETS.get(word, word): _whole(Decimal(usd), PER_SEARCH if word == "searches" else PER_TOKEN) for word, usd in prices.items()}


def _whole(usd: Decimal, scale: int) -> int:
    return int((usd * scale).to_integral_value(rounding=ROUND_HALF_UP))
