"""The price book."""

from __future__ import annotations

from config.prices import Prices
from tests.tables import loaded

HOUSE = '[providers.house]\nwire = "openai_chat"\nbase_url = "http://127.0.0.1:1/v1"\n[models."house/small"]\nprice = { input = 1 }\n'


def test_a_price_is_the_one_a_call_is_reckoned_with() -> None:
    """For every model of every provider that is on."""
    text = HOUSE + '[models."openai/gpt-4o"]\nprice = { input = "9.99" }\n'
    snapshot = loaded(text, {"OPENAI_API_KEY": "sk-x", "ANTHROPIC_API_KEY": "sk-x"})
    prices = Prices(snapshot.file)
    assert {"openai", "anthropic", "house"} <= set(snapshot.providers)
    for provider in snapshot.providers.values():
        for model in provider.models.values():
            assert prices.of(provider.name, model.name) == model.price
    price = prices.of("openai", "gpt-4o")
    assert price is not None
    assert price.buckets["input"] == 9_990_000


def test_a_provider_that_is_off_has_its_prices_all_the_same() -> None:
    """Its keys are not where the books are kept."""
    snapshot = loaded("[providers.openai]\nenabled = false\n")
    assert "openai" not in snapshot.providers
    assert Prices(snapshot.file).of("openai", "gpt-4o") is not None


def test_what_nobody_knows_has_no_price() -> None:
    """Neither a model nor a provider that is gone."""
    prices = Prices(loaded(HOUSE).file)
    assert prices.of("house", "large") is None
    assert prices.of("gone", "small") is None
