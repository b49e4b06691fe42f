"""The shipped catalog: which providers there are, and which models they have."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from config.catalog.entry import Entry
from config.snapshot import Model, Price, Tier

HERE = Path(__file__).parent


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider of providers.toml."""

    wire: str
    also: tuple[str, ...] = ()  # further wires it speaks: a caller of one of them is passed through on it
    thinking: str = ""  # the one on which models that can think are asked by callers of other wires, if not the first
    base_url: str | None = None
    example: str | None = None  # of a base URL that every account has its own of
    env: tuple[str, ...] = ()
    key: bool = True  # does it need one?
    auth: str = "bearer"
    paths: dict[str, str] = {}
    makes: tuple[str, ...] = ()
    open_names: bool = True


class Catalog:
    """Rows by provider; models are decoded only for providers that are asked about."""

    def __init__(self, rows: Mapping[str, Row], models: Mapping[str, msgspec.Raw], digest: str) -> None:
        self.rows = rows
        self.digest = digest  # of both files
        self._raw = models
        self._models: dict[str, Mapping[str, Model]] = {}

    def models(self, provider: str) -> Mapping[str, Model]:
        """Every model known of one provider, by name."""
        if provider not in self._models:
            entries = msgspec.json.decode(self._raw.get(provider, b"{}"), type=dict[str, Entry])
            self._models[provider] = {name: _model(provider, name, entry) for name, entry in entries.items()}
        return self._models[provider]

    def makers(self) -> Mapping[str, str]:
        """Bare names of models, and the provider that makes them."""
        found: dict[str, str] = {}
        for provider, row in self.rows.items():
            if row.makes and provider in self._raw:
                names = msgspec.json.decode(self._raw[provider], type=dict[str, msgspec.Raw])
                found.update((name, provider) for name in names if name.startswith(row.makes) and name not in found)
        return found


def _model(provider: str, name: str, entry: Entry) -> Model:
    price = None
    if entry.price is not None:
        price = Price(entry.price, tuple(Tier(above, buckets) for above, buckets in entry.tiers))
    return Model(
        provider=provider,
        name=name,
        context=entry.context,
        max_output=entry.max_output,
        abilities=frozenset(entry.abilities),
        price=price,
        retires=entry.retires,
        wire=entry.wire,
    )


@cache  # shipped data never changes while a process runs
def shipped() -> Catalog:
    """The catalog that comes with the gateway."""
    rows, models = (HERE / "providers.toml").read_bytes(), (HERE / "models.json").read_bytes()
    return Catalog(
        msgspec.convert(tomllib.loads(rows.decode()), dict[str, Row]),
        msgspec.json.decode(models, type=dict[str, msgspec.Raw]),
        sha256(rows + models).hexdigest(),
    )
