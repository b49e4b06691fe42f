"""The shipped catalog: rows that work, models that load at once."""

from __future__ import annotations

import re
from time import process_time

import msgspec
import pytest

from config.address import parse
from config.catalog import Catalog, Row, shipped
from config.picodollars import picodollars
from config.schema.provider import ProviderTable
from translators import TRANSLATORS

ROWS = shipped().rows
PUBLIC = """
openai anthropic gemini groq together mistral cohere huggingface ollama openrouter perplexity deepseek xai fireworks cerebras
zai alibaba azure vertex vertex_anthropic bedrock mock
"""


@pytest.mark.parametrize("name", PUBLIC.split())
def test_a_provider_of_the_design_is_there(name: str) -> None:
    """Names are public interface."""
    assert name in ROWS


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"mock"}))
def test_a_row_can_be_called(name: str) -> None:
    """A wire there is, an address that is one, and a key if it needs one."""
    row = ROWS[name]
    assert {row.wire, *row.also} <= TRANSLATORS.keys()
    assert row.paths.keys() <= {row.wire, *row.also}
    if row.base_url is not None:
        url = re.sub(r"{(vertex|project|location)}", "x", row.base_url)
        assert parse(url).path == parse(url).path.rstrip("/")
        assert row.base_url.startswith("https://") or not row.key
    else:
        assert row.example is not None
        parse(row.example)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]+", variable) for variable in row.env)
    assert row.env or not row.key or row.auth == "google"
    ProviderTable.model_validate({"auth": row.auth, "paths": row.paths})


def test_a_provider_with_a_wire_of_its_own_name_speaks_it() -> None:
    """A near-wire that nobody uses helps nobody."""
    assert {name: ROWS[name].wire for name in ROWS if name in TRANSLATORS} == {name: name for name in ROWS if name in TRANSLATORS}


def test_a_provider_is_spoken_to_on_its_own_wire() -> None:
    """Not through what it offers to those who know no other."""
    assert [ROWS[name].wire for name in ("anthropic", "gemini", "vertex", "vertex_anthropic")] == [
        "anthropic",
        "gemini",
        "vertex_gemini",
        "vertex_anthropic",
    ]
    assert set(ROWS["mock"].also) | {ROWS["mock"].wire} == {"openai_chat", "openai_responses", "anthropic", "gemini"}


def test_a_model_that_exists_on_one_wire_says_so() -> None:
    """And its provider speaks it."""
    models = shipped().models("openai")
    assert {models[name].wire for name in ("gpt-5-pro", "o3-pro", "gpt-5.3-codex")} == {"openai_responses"}
    assert models["gpt-4o-mini"].wire is None
    for provider, row in ROWS.items():
        assert {model.wire for model in shipped().models(provider).values()} <= {None, row.wire, *row.also}


def test_no_two_providers_make_models_of_one_name() -> None:
    """A bare name goes to one place."""
    makers = [(prefix, name) for name, row in ROWS.items() for prefix in row.makes]
    assert not [(a, b) for a in makers for b in makers if a[1] != b[1] and a[0].startswith(b[0])]


def test_bare_names_go_to_their_makers_only() -> None:
    """A model that is merely served elsewhere is not made there."""
    makers = shipped().makers()
    assert makers["gpt-4o-mini"] == "openai"
    assert makers["deepseek-v4-pro"] == "deepseek"
    assert set(makers.values()) <= {name for name, row in ROWS.items() if row.makes}
    assert all(name in shipped().models(provider) for name, provider in makers.items())


def test_a_model_has_what_is_known_of_it() -> None:
    """Limits, abilities, prices in picodollars."""
    model = shipped().models("openai")["gpt-4o-mini"]
    assert (model.context, model.max_output) == (128_000, 16_384)
    assert {"tools", "vision", "json_schema"} <= model.abilities
    assert model.price is not None
    assert model.price.buckets == {"input": 150_000, "cache_read": 75_000, "output": 600_000}


def test_long_prompts_have_prices_of_their_own() -> None:
    """Where the provider says so."""
    price = shipped().models("gemini")["gemini-2.5-pro"].price
    assert price is not None
    assert [(tier.above, tier.buckets["input"]) for tier in price.tiers] == [(200_000, 2_500_000)]


def test_every_model_decodes_and_costs_what_can_be_counted() -> None:
    """Whole numbers, none of them below zero; tiers by rising length."""
    for provider in ROWS:
        for model in shipped().models(provider).values():
            if model.price is None:
                continue
            assert {"input", "output"} <= model.price.buckets.keys()
            amounts = [*model.price.buckets.values(), *(amount for tier in model.price.tiers for amount in tier.buckets.values())]
            assert all(amount >= 0 for amount in amounts)
            assert [tier.above for tier in model.price.tiers] == sorted({tier.above for tier in model.price.tiers})


def test_models_of_a_provider_nobody_asks_about_are_not_decoded() -> None:
    """That is why starting does not take half a second."""
    catalog = Catalog({"a": Row(wire="w")}, {"a": msgspec.Raw(b'{"m": {}}'), "b": msgspec.Raw(b"not json")}, "")
    assert list(catalog.models("a")) == ["m"]
    assert catalog.models("a") is catalog.models("a")
    assert catalog.models("unknown") == {}


def test_the_whole_catalog_is_read_in_no_time() -> None:
    """A generous bound: it takes a few milliseconds."""
    shipped.cache_clear()
    began = process_time()
    catalog = shipped()
    for provider in catalog.rows:
        catalog.models(provider)
    assert process_time() - began < 1.0


def test_the_mock_has_its_models() -> None:
    """They are in /v1/models on the first run."""
    assert set(shipped().models("mock")) >= {"echo", "lorem", "tools", "json", "reason", "slow"}


@pytest.mark.parametrize(
    ("provider", "model", "bucket", "usd"),
    [
        ("openai", "gpt-4o-audio-preview-2025-06-03", "input", "2.5"),
        ("openai", "gpt-4o-audio-preview-2025-06-03", "audio_in", "40"),
        ("openai", "gpt-4o-audio-preview-2025-06-03", "audio_out", "80"),
        ("openai", "gpt-4o-mini-audio-preview-2024-12-17", "audio_in", "10"),
        ("anthropic", "claude-haiku-4-5", "cache_write_1h", "2"),
    ],
)
def test_a_price_that_was_wrong_once_is_right(provider: str, model: str, bucket: str, usd: str) -> None:
    """In USD per million tokens, as the providers' price lists have them."""
    price = shipped().models(provider)[model].price
    assert price is not None
    assert price.buckets[bucket] == picodollars({bucket: usd})[bucket]


def test_an_hour_in_claudes_cache_costs_twice_the_prompt() -> None:
    """Whatever the length of the prompt: https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing"""
    for provider in ("anthropic", "vertex_anthropic"):
        for model in shipped().models(provider).values():
            if model.price is not None and "cache_write_1h" in model.price.buckets:
                for buckets in (model.price.buckets, *(tier.buckets for tier in model.price.tiers)):
                    assert buckets["cache_write_1h"] == 2 * buckets["input"], model.name
