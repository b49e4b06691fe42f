"""Which models a provider has, and what is known of each: the catalog, and what the operator wrote over it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from config.catalog import Catalog
from config.faults import did_you_mean
from config.findings import Findings
from config.picodollars import picodollars
from config.schema import File, ModelTable, PriceEntry, ProviderTable
from config.snapshot import Model, Price


def models_of(name: str, table: ProviderTable, file: File, catalog: Catalog) -> Mapping[str, Model]:
    """Every model known of one provider, by its own name."""
    known = catalog.models(name)
    written = {key.partition("/")[2]: value for key, value in file.models.items() if key.partition("/")[0] == name}
    if not written and not table.models:
        return known
    plain = {model: Model(provider=name, name=model) for model in (*table.models, *written)}
    return {model: _over(entry, written[model]) if model in written else entry for model, entry in {**plain, **known}.items()}


def check_models(file: File, findings: Findings, providers: frozenset[str]) -> None:
    """Every [models."PROVIDER/MODEL"] must be of a provider there is."""
    for name in file.models:
        provider, slash, model = name.partition("/")
        if not slash or not provider or not model:
            findings.fault(("models", name), 'a model is named "provider/model"')
        elif provider not in providers:
            findings.fault(("models", name), f"there is no provider called `{provider}`", did_you_mean(provider, providers))


def _over(model: Model, table: ModelTable) -> Model:
    return replace(
        model,
        context=table.context or model.context,
        max_output=table.max_output or model.max_output,
        abilities=model.abilities if table.abilities is None else frozenset(table.abilities),
        price=model.price if table.price is None else _price(model.price, table.price),
        wire=table.wire or model.wire,
        retires=model.retires if table.retires is None else table.retires.isoformat(),
    )


def _price(known: Price | None, entry: PriceEntry) -> Price:
    written = picodollars({name: usd for name, usd in entry if usd is not None})
    # Tiers of the catalog belong to the catalog's prices: with a price of one's own they would be somebody else's.
    return Price({**(known.buckets if known else {}), **written})
