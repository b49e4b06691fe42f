"""GET /v1/models, /v1beta/models: what this caller may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

import orjson

from config.snapshot import Key, Model, Snapshot
from proxy.call import Call
from proxy.edge.listings import LISTINGS, Entry, Wire
from proxy.edge.reception import Reception
from proxy.edge.spoken import wire_of
from proxy.edge.visit import Visit
from proxy.routing.allowed import allowed
from translators.canonical import Kind, Problem

SINCE = 1_700_000_000  # OpenAI's SDKs require a date of creation; nobody tells us one


@dataclass(frozen=True, slots=True)
class Models:
    """The list, and each entry by its name."""

    reception: Reception

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        await self.reception(visit, _answer, "models")


async def _answer(visit: Visit, call: Call, caller: Key) -> bytes:
    return orjson.dumps(_found(visit, call.snapshot, caller))


def _found(visit: Visit, snapshot: Snapshot, caller: Key) -> Wire:
    listing = LISTINGS[wire_of(visit)]
    name = visit.path.partition("/models")[2].strip("/")
    if not name:
        query = dict(parse_qsl(visit.query.decode("latin-1")))
        return listing.page(list(entries(snapshot, caller)), query)
    target = snapshot.bare.get(name)
    for entry in entries(snapshot, caller):
        if entry["id"] == name or (target is not None and entry["id"] == target.name):
            return listing.one({**entry, "id": name})
    raise Problem(Kind.UNKNOWN_MODEL, f"there is no model {name[:200]!r} for this key", param="model")


def entries(snapshot: Snapshot, caller: Key) -> Iterator[Entry]:
    """Routes first, then every model of every provider that is on."""
    for route in snapshot.routes.values():
        if route.targets and allowed(caller, route.name, snapshot):
            yield {**_entry(route.name, "modelbridge", None), "targets": [target.name for target in route.targets]}
    for provider in snapshot.providers.values():
        for model in provider.models.values():
            name = f"{provider.name}/{model.name}"
            if name not in snapshot.routes and allowed(caller, name, snapshot):
                yield _entry(name, provider.name, model)
            elif model.name not in snapshot.routes and _means(snapshot, model.name, name) and allowed(caller, model.name, snapshot):
                yield _entry(model.name, provider.name, model)


def _means(snapshot: Snapshot, bare: str, name: str) -> bool:
    """Does the bare name mean this target?"""
    target = snapshot.bare.get(bare)
    return target is not None and target.name == name


def _entry(name: str, owner: str, model: Model | None) -> Entry:
    entry: dict[str, object] = {"id": name, "object": "model", "created": SINCE, "owned_by": owner}
    if model is None:
        return entry
    if model.context is not None:
        entry["context_window"] = model.context
    if model.max_output is not None:
        entry["max_output_tokens"] = model.max_output
    if model.abilities:
        entry["abilities"] = sorted(model.abilities)
    return entry
