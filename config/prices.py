"""The price book: what every model costs by the catalog and gateway.toml, whether its provider is on or off."""

from __future__ import annotations

from config.catalog import Catalog, shipped
from config.models import models_of
from config.schema import File, ProviderTable
from config.snapshot import Price


class Prices:
    """As a configuration has them. Providers are looked at when they are asked for."""

    def __init__(self, file: File, catalog: Catalog | None = None) -> None:
        self._file = file
        self._catalog = catalog or shipped()
        self._known: dict[str, dict[str, Price]] = {}

    def of(self, provider: str, model: str) -> Price | None:
        """What it costs today; None when nobody knows."""
        if provider not in self._known:
            table = self._file.providers.get(provider) or ProviderTable()
            models = models_of(provider, table, self._file, self._catalog)
            self._known[provider] = {name: each.price for name, each in models.items() if each.price is not None}
        return self._known[provider].get(model)
