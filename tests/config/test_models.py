"""Models: the catalog's, with what the operator wrote over them."""

from __future__ import annotations

from config.catalog import shipped
from config.models import models_of
from config.schema import File, ProviderTable
from tests.tables import faults, loaded

HOUSE = '[providers.house]\nwire = "openai_chat"\nbase_url = "http://127.0.0.1:9/v1"\n'


def test_without_a_word_of_the_operator_the_catalog_holds() -> None:
    """The very same mapping: nothing is copied."""
    catalog = shipped()
    assert models_of("openai", ProviderTable(), File(), catalog) is catalog.models("openai")


def test_a_price_is_written_over_bucket_by_bucket() -> None:
    """What is left out stays the catalog's."""
    text = '[models."openai/gpt-4o-mini"]\nprice = { output = "0.70", searches = 25 }\ncontext = 1000\n'
    model = loaded(text, {"OPENAI_API_KEY": "sk-1"}).providers["openai"].models["gpt-4o-mini"]
    assert model.price is not None
    assert model.price.buckets == {"input": 150_000, "cache_read": 75_000, "output": 700_000, "searches": 25_000_000_000}
    assert (model.context, model.max_output) == (1000, 16384)
    assert "tools" in model.abilities


def test_a_model_of_ones_own_is_what_is_written() -> None:
    """Prices, limits, abilities, the day it goes."""
    text = HOUSE + '[models."house/small"]\nabilities = ["tools"]\nretires = 2027-01-01\nprice = { input = 0.15 }\n'
    model = loaded(text).providers["house"].models["small"]
    assert model.abilities == {"tools"}
    assert model.retires == "2027-01-01"
    assert model.price is not None
    assert model.price.buckets == {"input": 150_000}


def test_names_of_a_provider_are_listed() -> None:
    """Beyond the catalog, and with a slash in them."""
    text = HOUSE + 'models = ["small", "org/big"]\n[models."house/org/big"]\ncontext = 5\n'
    models = loaded(text).providers["house"].models
    assert set(models) == {"small", "org/big"}
    assert models["org/big"].context == 5


def test_prices_of_ones_own_have_no_tiers_of_the_catalog() -> None:
    """They would be somebody else's."""
    environment = {"GEMINI_API_KEY": "k"}
    name = next(name for name, model in shipped().models("gemini").items() if model.price and model.price.tiers)
    model = loaded(f'[models."gemini/{name}"]\nprice = {{ input = 1 }}\n', environment).providers["gemini"].models[name]
    assert model.price is not None
    assert model.price.tiers == ()


def test_a_model_is_of_a_provider() -> None:
    """By name."""
    assert faults('[models."hose/small"]\n' + HOUSE) == [
        'gateway.toml:1: models."hose/small": there is no provider called `hose` (did you mean `house`?)'
    ]
    assert faults("[models.small]\n") == ['gateway.toml:1: models.small: a model is named "provider/model"']


def test_a_model_on_one_wire_is_asked_on_it() -> None:
    """Whatever wire its caller speaks; one its provider does not speak is a fault."""
    text = HOUSE + 'also = ["openai_responses"]\n[models."house/deep"]\nwire = "openai_responses"\n'
    house = loaded(text).providers["house"]
    for caller in ("openai_chat", "openai_responses", "anthropic"):
        assert house.entrance(caller, "deep").path("deep", False) == "/v1/responses"
    assert house.entrance("anthropic", "other").path("other", False) == "/v1/chat/completions"
    assert faults(text.replace('["openai_responses"]', '["anthropic"]')) == [
        'gateway.toml:6: models."house/deep".wire: provider `house` does not speak `openai_responses`; it speaks: openai_chat, anthropic'
    ]
