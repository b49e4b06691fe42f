"""Prices of two lists, as buckets of ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from config.catalog.pricing import Priced, from_abilities, from_prices, merged

AS_OF = "2026-11-21"
LOW, HIGH = {"input_mtok": 1, "output_mtok": 2}, {"input_mtok": 3, "output_mtok": 4}


def test_numbers_per_million_are_taken_as_they_are() -> None:
    """By the names of our settings."""
    prices = {"input_mtok": Decimal("0.15"), "cache_read_mtok": Decimal("0.075"), "cache_write_mtok": 1, "output_mtok": Decimal("0.6")}
    priced = from_prices({"prices": prices}, AS_OF)
    assert priced == Priced(
        {"input": Decimal("0.15"), "cached_input": Decimal("0.075"), "cache_write_5m": Decimal(1), "output": Decimal("0.6")}, ()
    )


def test_tiers_within_each_price_become_tiers_of_the_whole() -> None:
    """Each with what differs from there."""
    prices = {
        "input_mtok": {"base": 1, "tiers": [{"start": 128_000, "price": 2}, {"start": 256_000, "price": 3}]},
        "output_mtok": {"base": 5, "tiers": [{"start": 256_000, "price": 6}]},
    }
    priced = from_prices({"prices": prices}, AS_OF)
    assert priced is not None
    assert priced.tiers == ((128_000, {"input": Decimal(2)}), (256_000, {"input": Decimal(3), "output": Decimal(6)}))


@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ([{"prices": LOW}, {"constraint": {"start_date": "2026-01-01"}, "prices": HIGH}], 3),
        ([{"prices": LOW}, {"constraint": {"start_date": "2027-01-01"}, "prices": HIGH}], 1),
        ([{"prices": LOW}, {"constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"}, "prices": HIGH}], 3),
        ([{"prices": HIGH}, {"constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"}, "prices": LOW}], 3),
    ],
)
def test_of_several_prices_the_one_that_holds_or_else_the_dearest(prices: list[dict[str, Any]], price: int) -> None:
    """A budget must not run over at noon."""
    priced = from_prices({"prices": prices}, AS_OF)
    assert priced is not None
    assert priced.buckets["input"] == price


def test_half_a_price_is_no_price() -> None:
    """What is sent and what comes back are both billed."""
    assert from_prices({"prices": {"input_mtok": 1}}, AS_OF) is None
    assert from_abilities({"input_cost_per_token": Decimal("1e-06")}) is None


def test_prices_per_token_become_prices_per_million() -> None:
    """Without a float's noise; batches and priorities are other prices and left out."""
    priced = from_abilities(
        {
            "mode": "chat",
            "supports_vision": True,
            "input_cost_per_token": 1.5e-07,
            "input_cost_per_token_batches": 7.5e-08,
            "cache_creation_input_token_cost_above_1hr": Decimal("3e-07"),
            "output_cost_per_token": Decimal("6e-07"),
            "output_cost_per_token_above_200k_tokens": Decimal("9e-07"),
            "output_cost_per_token_above_200k_tokens_priority": Decimal("9"),
        }
    )
    assert priced == Priced(
        {"input": Decimal("0.15"), "cache_write_1h": Decimal("0.3"), "output": Decimal("0.6")}, ((200_000, {"output": Decimal("0.9")}),)
    )


def test_steps_of_a_tiered_price_are_tiers() -> None:
    """The first is what short prompts cost."""
    step = {"input_cost_per_token": Decimal("1e-06"), "output_cost_per_token": Decimal("2e-06")}
    dear = {"input_cost_per_token": Decimal("3e-06"), "output_cost_per_token": Decimal("4e-06")}
    priced = from_abilities({"tiered_pricing": [{**step, "range": [0, 256_000.0]}, {**dear, "range": [256_000.0, 1_000_000.0]}]})
    assert priced == Priced({"input": Decimal(1), "output": Decimal(2)}, ((256_000, {"input": Decimal(3), "output": Decimal(4)}),))


def test_money_comes_from_the_first_and_gaps_are_filled_from_the_second() -> None:
    """Its tiers only where both start from the same."""
    first = Priced({"input": Decimal(1), "output": Decimal(2)})
    second = Priced({"input": Decimal(1), "output": Decimal(2), "reasoning": Decimal(3)}, ((200_000, {"input": Decimal(2)}),))
    assert merged(first, second) == second
    dearer = Priced({"input": Decimal(9), "output": Decimal(2), "reasoning": Decimal(3)}, second.tiers)
    assert merged(first, dearer) == Priced({"input": Decimal(1), "output": Decimal(2), "reasoning": Decimal(3)})
    assert merged(None, second) == second
    assert merged(first, None) == first
    assert merged(None, None) is None


def test_what_only_the_second_knows_keeps_its_relation_to_its_parent() -> None:
    """Where they disagree about the parent: an hour of Claude's cache is twice the prompt, whichever price of the prompt is right."""
    first = Priced({"input": Decimal(3), "output": Decimal(15)})
    second = Priced({"input": Decimal(2), "cache_write_1h": Decimal(4), "output": Decimal(10), "reasoning": Decimal(10)})
    found = merged(first, second)
    assert found is not None
    assert found.buckets == {"input": 3, "cache_write_1h": 6, "output": 15, "reasoning": 15}
    free = Priced({"input": Decimal(0), "cached_input": Decimal(1), "output": Decimal(0)})
    assert merged(first, free) == Priced({"input": Decimal(3), "cached_input": Decimal(1), "output": Decimal(15)})


def test_sound_at_the_price_of_text_is_a_price_nobody_looked_up() -> None:
    """The other list has one."""
    text = {"input": Decimal("2.5"), "output": Decimal(10)}
    first, second = Priced({**text, "audio_in": Decimal("2.5")}), Priced({**text, "audio_in": Decimal(40), "audio_out": Decimal(80)})
    for found in (merged(first, second), merged(second, first)):
        assert found is not None
        assert found.buckets == {**text, "audio_in": 40, "audio_out": 80}
    same = merged(first, first)
    assert same is not None
    assert same.buckets["audio_in"] == Decimal("2.5")


def test_what_a_tier_does_not_name_rises_with_its_parent() -> None:
    """Twice the prompt's price is twice the price of an hour in the cache."""
    second = Priced({"input": Decimal(3), "cache_write_1h": Decimal(6), "image_in": Decimal(3), "output": Decimal(15)})
    tiered = Priced({"input": Decimal(3), "cached_input": Decimal(1), "output": Decimal(15)}, ((200_000, {"input": Decimal(6)}),))
    rise = {"input": Decimal(6), "cache_write_1h": Decimal(12), "image_in": Decimal(6)}
    for found in (merged(tiered, second), merged(None, Priced(second.buckets, tiered.tiers))):
        assert found is not None
        assert found.tiers == ((200_000, rise),)


def test_a_price_that_a_list_has_flat_stays_flat() -> None:
    """It has tiers for others: this one was looked up."""
    tiered = Priced({"input": Decimal(3), "cached_input": Decimal(1), "output": Decimal(15)}, ((200_000, {"input": Decimal(6)}),))
    assert merged(tiered, None) == tiered
