"""Gathering the catalog from two lists."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from config.catalog import shipped
from config.catalog.compact import HERE, compact
from config.catalog.gather import SOURCES, gather

LISTS = Path(__file__).resolve().parents[3].parent / "shared" / "catalog"
AS_OF = "2026-11-21"
PRICES: list[dict[str, Any]] = [
    {"id": "openai", "models": [{"match": {"starts_with": "gpt-"}, "id": "gpt", "prices": {"input_mtok": 1, "output_mtok": 2}}]},
    {
        "id": "openrouter",
        "models": [
            {"match": {"equals": "a/b:free"}, "id": "a/b:free", "prices": {}},
            {"match": {"equals": "a/c"}, "id": "a/c", "context_window": 1000, "prices": {"input_mtok": Decimal("0.5"), "output_mtok": 1}},
        ],
    },
]
ABILITIES: dict[str, dict[str, Any]] = {
    "gpt-x": {
        "provider": "openai",
        "mode": "chat",
        "max_input_tokens": 1000,
        "max_output_tokens": 100,
        "supports_vision": True,
        "supports_function_calling": True,
        "input_cost_per_token": Decimal("3e-06"),
        "output_cost_per_token": Decimal("2e-06"),
        "deprecation_date": "2027-01-01",
    },
    "gpt-gone": {"provider": "openai", "mode": "chat", "deprecation_date": "2026-01-01"},
    "ft:gpt-x": {"provider": "openai", "mode": "chat"},
    "gpt-embed": {"provider": "openai", "mode": "embedding"},
    "gpt-x-pro": {"provider": "openai", "mode": "responses"},
    "gpt-x-hands": {"provider": "openai", "mode": "chat", "supported_endpoints": ["/v1/responses"]},
    "gpt-x-both": {"provider": "openai", "mode": "chat", "supported_endpoints": ["/v1/responses", "/v1/chat/completions"]},
    "groq/only-responses": {"provider": "groq", "mode": "responses"},
    "azure/gpt-y": {"provider": "azure", "mode": "chat"},
    "azure/eu/gpt-y": {"provider": "azure", "mode": "chat"},
    "vertex_ai/gemini-z": {"provider": "vertex_ai", "mode": "chat"},
    "vertex_ai/xai/grok": {"provider": "vertex_ai", "mode": "chat"},
    "groq/org/m": {"provider": "groq", "mode": "chat", "supports_reasoning": True},
}


def test_two_lists_become_one() -> None:
    """Money from the first, limits and abilities from the second, and where they disagree it is said."""
    text = gather(PRICES, ABILITIES, AS_OF)
    tables = tomllib.loads(text, parse_float=Decimal)
    assert {"gpt-x": tables["openai"]["gpt-x"]} == {
        "gpt-x": {
            "context": 1000,
            "max_output": 100,
            "abilities": ["tools", "vision"],
            "price": {"input": 1, "output": 2},
            "retires": "2027-01-01",
        }
    }
    assert text.count("# elsewhere: input 3\n") == 1
    assert tables["groq"] == {"org/m": {"abilities": ["reasoning"]}}
    assert tables["openrouter"] == {
        "a/b:free": {"price": {"input": 0, "output": 0}},
        "a/c": {"context": 1000, "price": {"input": Decimal("0.5"), "output": 1}},
    }


def test_a_model_of_the_responses_wire_alone_is_marked() -> None:
    """Where its provider is known to speak it; elsewhere it could not be called at all."""
    tables = tomllib.loads(gather(PRICES, ABILITIES, AS_OF))
    assert {name: row.get("wire") for name, row in tables["openai"].items()} == {
        "gpt-x": None,
        "gpt-x-both": None,
        "gpt-x-hands": "openai_responses",
        "gpt-x-pro": "openai_responses",
    }
    assert list(tables["groq"]) == ["org/m"]


def test_names_nobody_calls_are_left_out() -> None:
    """Regions of Azure, and other makers' models at Vertex, which another wire leads to."""
    tables = tomllib.loads(gather(PRICES, ABILITIES, AS_OF))
    assert list(tables["azure"]) == ["gpt-y"]
    assert list(tables["vertex"]) == ["gemini-z"]


def test_what_is_gathered_can_be_compacted() -> None:
    """Each form is made from the one before."""
    assert json.loads(compact(gather(PRICES, ABILITIES, AS_OF)))["openai"]["gpt-x"]["price"] == {"input": 1_000_000, "output": 2_000_000}


def test_the_order_of_the_lists_does_not_matter() -> None:
    """Equal lists give equal files."""
    assert gather(PRICES[::-1], dict(reversed(ABILITIES.items())), AS_OF) == gather(PRICES, ABILITIES, AS_OF)


def test_every_source_is_a_provider() -> None:
    """Models of nobody could not be called."""
    assert set(SOURCES) < set(shipped().rows)


@pytest.mark.skipif(not LISTS.is_dir(), reason="the two lists are not beside this repository")
def test_what_is_shipped_is_what_the_lists_give() -> None:
    """Nothing was changed by hand and then forgotten."""
    prices, abilities = (
        json.loads((LISTS / name).read_bytes(), parse_float=Decimal) for name in ("genai_prices.json", "prices_and_abilities.json")
    )
    assert gather(prices, abilities, AS_OF) == (HERE / "models.toml").read_text()
