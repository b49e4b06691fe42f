"""Prices of one model as either list writes them, as buckets of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
# Whose price a bucket takes that has none of its own, and to whose it keeps its relation.
PARENTS: Mapping[str, str] = {
    **dict.fromkeys(("cached_input", "cache_write_5m", "cache_write_1h", "audio_in", "image_in"), "input"),
    **dict.fromkeys(("reasoning", "audio_out", "image_out"), "output"),
}
EXACT = Decimal("0.000001")  # of a dollar, per million tokens: a picodollar per token
Tiers = Sequence[tuple[int, Mapping[str, Decimal]]]
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
    return (Decimal(str(amount)) * MILLION).quantize(EXACT).normalize()


def merged(first: Priced | None, second: Priced | None) -> Priced | None:
    """Money from the first; what it does not know from the second. Its tiers only where both agree on what they start from."""
    if first is None or second is None:
        only = first or second
        return only and Priced(only.buckets, tuple(_whole(only.tiers, only.buckets, first)))
    agree = all(first.buckets[bucket] == second.buckets.get(bucket) for bucket in ("input", "output"))
    gaps = {bucket: _in_proportion(bucket, second.buckets, first.buckets) for bucket in second.buckets}
    buckets = {**gaps, **first.buckets}
    buckets |= {bucket: second.buckets[bucket] for bucket in ("audio_in", "audio_out") if _at_the_price_of_text(bucket, first, second)}
    ordered = {bucket: buckets[bucket] for bucket in FROM_ABILITIES.values() if bucket in buckets}
    return Priced(ordered, tuple(_whole(first.tiers or (second.tiers if agree else ()), ordered, first if first.tiers else None)))


def _in_proportion(bucket: str, known: Mapping[str, Decimal], others: Mapping[str, Decimal]) -> Decimal:
    """A price as it stands to its parent's, where that is another: an hour of Claude's cache is twice the prompt's, whatever that is."""
    parent = PARENTS.get(bucket, bucket)
    if parent not in known or not known[parent] or parent not in others or known[parent] == others[parent]:
        return known[bucket]
    return (known[bucket] * others[parent] / known[parent]).quantize(EXACT).normalize()


def _at_the_price_of_text(bucket: str, first: Priced, second: Priced) -> bool:
    """Whoever has sound at the price of text, where the other has a price of its own for it, does not know it.

    So gpt-4o-audio-preview: the first has 2.5 for both, OpenAI's price list (and the second) 40 for sound.
    """
    parent = PARENTS[bucket]
    mine, theirs = first.buckets, second.buckets
    return bucket in mine and bucket in theirs and mine[bucket] == mine[parent] and theirs[bucket] != theirs[parent]


def _whole(tiers: Tiers, buckets: Mapping[str, Decimal], flat: Priced | None) -> Iterator[tuple[int, Mapping[str, Decimal]]]:
    """What a tier does not name rises with its parent; unless the list that has the tiers (`flat`) has a price for it, and no tier."""
    for above, differ in tiers:
        follow = [b for b in buckets if b not in differ and PARENTS.get(b) in differ and not (flat and b in flat.buckets)]
        yield above, {**differ, **{bucket: _in_proportion(bucket, buckets, differ) for bucket in follow}}
