"""Prices of one model as either list writes them, as buckets of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

MILLION = 1_000_000
FROM_PRICES: Mapping[str, str] = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write_5m",
    "output_mtok": "output",
    "input_audio_mtok": "audio_in",
    "output_audio_mtok": "audio_out",
}
FROM_ABILITIES: Mapping[str, str] = {
    "input_cost_per_token": "input",
    "cache_read_input_token_cost": "cached_input",
    "cache_creation_input_token_cost": "cache_write_5m",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "input_cost_per_audio_token": "audio_in",
    "input_cost_per_image_token": "image_in",
    "output_cost_per_token": "output",
    "output_cost_per_reasoning_token": "reasoning",
    "output_cost_per_audio_token": "audio_out",
    "output_cost_per_image_token": "image_out",
}
_ABOVE = re.compile(r"(?P<name>\w+?)_above_(?P<thousands>\d+)k_tokens")


class Priced(Struct, frozen=True):
    """USD per million tokens, by bucket; and what differs above a length of the prompt."""

    buckets: Mapping[str, Decimal]
    tiers: tuple[tuple[int, Mapping[str, Decimal]], ...] = ()


def from_prices(model: Mapping[str, Any], as_of: str) -> Priced | None:
    """As the list of prices has it: numbers per million, tiers within each, several where they depend on the day or the hour."""
    prices = model["prices"]
    if isinstance(prices, list):
        held = [entry for entry in prices if (entry.get("constraint") or {}).get("start_date", "") <= as_of]
        dated = [entry for entry in held if "start_date" in (entry.get("constraint") or {})]
        # By the hour of the day: the dearest, so that no budget is spent twice over at noon.
        prices = (dated[-1] if dated else max(held, key=lambda entry: _number(entry["prices"].get("input_mtok", 0))))["prices"]
    buckets: dict[str, Decimal] = {}
    tiers: dict[int, dict[str, Decimal]] = {}
    for name, bucket in FROM_PRICES.items():
        match prices.get(name):
            case None:
                continue
            case {"base": base, "tiers": steps}:
                buckets[bucket] = Decimal(base)
                for step in steps:
                    tiers.setdefault(int(step["start"]), {})[bucket] = Decimal(step["price"])
            case amount:
                buckets[bucket] = Decimal(amount)
    return Priced(buckets, tuple(sorted(tiers.items()))) if "input" in buckets and "output" in buckets else None


def _number(value: Any) -> Decimal:
    return Decimal(value["base"] if isinstance(value, Mapping) else value)


def from_abilities(facts: Mapping[str, Any]) -> Priced | None:
    """As the list of abilities has it: USD per token, tiers in the names."""
    buckets: dict[str, Decimal] = {}
    tiers: dict[int, dict[str, Decimal]] = {}
    for name, amount in facts.items():
        if not isinstance(amount, int | float | Decimal) or isinstance(amount, bool):
            continue
        if name in FROM_ABILITIES:
            buckets[FROM_ABILITIES[name]] = _per_million(amount)
        elif (above := _ABOVE.fullmatch(name)) and above["name"] in FROM_ABILITIES:
            tiers.setdefault(int(above["thousands"]) * 1000, {})[FROM_ABILITIES[above["name"]]] = _per_million(amount)
    for step in (facts.get("tiered_pricing") or ())[1:]:
        tiers[int(step["range"][0])] = {FROM_ABILITIES[n]: _per_million(a) for n, a in step.items() if n in FROM_ABILITIES}
    for step in (facts.get("tiered_pricing") or ())[:1]:
        buckets = {FROM_ABILITIES[n]: _per_million(a) for n, a in step.items() if n in FROM_ABILITIES} | buckets
    if "input" not in buckets or "output" not in buckets:
        return None
    return Priced({b: buckets[b] for b in FROM_ABILITIES.values() if b in buckets}, tuple(sorted(tiers.items())))


def _per_million(amount: Any) -> Decimal:
    return (Decimal(str(amount)) * MILLION).quantize(Decimal("0.000001")).normalize()


def merged(first: Priced | None, second: Priced | None) -> Priced | None:
    """Money from the first; what it does not know from the second. Its tiers only where both agree on what they start from."""
    if first is None or second is None:
        return first or second
    agree = all(first.buckets[bucket] == second.buckets.get(bucket) for bucket in ("input", "output"))
    buckets = {**second.buckets, **first.buckets}
    ordered = {bucket: buckets[bucket] for bucket in FROM_ABILITIES.values() if bucket in buckets}
    return Priced(ordered, first.tiers or (second.tiers if agree else ()))
