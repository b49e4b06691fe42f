"""models.toml as the compact JSON that is read at start: tomllib alone would take half a second.

python -m config.catalog.compact        after an edit of models.toml by hand
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from config.catalog.entry import Entry
from config.picodollars import picodollars

HERE = Path(__file__).parent


def compact(text: str) -> bytes:
    """The text of models.toml as models.json."""
    tables = tomllib.loads(text, parse_float=Decimal)
    entries = {provider: {name: _entry(row) for name, row in rows.items()} for provider, rows in tables.items()}
    return msgspec.json.encode(entries) + b"\n"


def _entry(row: Mapping[str, Any]) -> Entry:
    tiers = [(tier["above"], picodollars({name: usd for name, usd in tier.items() if name != "above"})) for tier in row.get("tiers", ())]
    return msgspec.convert({**row, "price": picodollars(row["price"]) if "price" in row else None, "tiers": tiers}, Entry)


if __name__ == "__main__":
    (HERE / "models.json").write_bytes(compact((HERE / "models.toml").read_text()))
