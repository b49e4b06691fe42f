"""The compact form says what models.toml says."""

from __future__ import annotations

import msgspec
import pytest

from config.catalog.compact import HERE, compact
from config.catalog.entry import Entry

TEXT = """
[house]
"a/b" = { context = 1000, abilities = ["tools"], price = { input = 0.0375, cached_input = 0.01, output = 1 }, retires = "2027-01-01" }
long = { price = { input = 1, output = 2 }, tiers = [{ above = 200000, input = 2 }] }
plain = {}
"""


def test_prices_become_whole_numbers_by_usage_bucket() -> None:
    """And nothing that is absent takes room."""
    assert msgspec.json.decode(compact(TEXT)) == {
        "house": {
            "a/b": {
                "context": 1000,
                "abilities": ["tools"],
                "price": {"input": 37_500, "cache_read": 10_000, "output": 1_000_000},
                "retires": "2027-01-01",
            },
            "long": {"price": {"input": 1_000_000, "output": 2_000_000}, "tiers": [[200_000, {"input": 2_000_000}]]},
            "plain": {},
        }
    }


def test_a_slip_of_the_pen_is_found_before_it_ships() -> None:
    """Not when somebody is billed by it."""
    with pytest.raises(msgspec.ValidationError, match="contxt"):
        compact("[house]\na = { contxt = 1 }\n")


def test_what_is_shipped_is_compacted() -> None:
    """Whoever edits models.toml runs `python -m config.catalog.compact`."""
    assert compact((HERE / "models.toml").read_text()) == (HERE / "models.json").read_bytes()


def test_an_entry_survives_its_json() -> None:
    """What compact writes, the catalog reads."""
    entry = Entry(context=1, abilities=("tools",), price={"input": 1}, tiers=((2, {"input": 3}),), retires="2027-01-01")
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry
