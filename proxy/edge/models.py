"""GET /v1/models: what this caller may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config import Holder
from config.snapshot import Key, Model, Snapshot
from proxy.edge.endpoint import secret
from proxy.edge.replies import answer, refuse
from proxy.edge.visit import Visit
from proxy.routing.allowed import allowed
from proxy.stages.authenticate import Authenticate
from translators.canonical import Kind, Problem

PATH = "/v1/models"
SINCE = 1_700_000_000  # OpenAI's SDKs require a date of creation; nobody tells us one


@dataclass(frozen=True, slots=True)
class Models:
    """The list, and each entry by its name."""

    authenticate: Authenticate
    holder: Holder

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        snapshot = self.holder.current
        try:
            caller = self.authenticate.identify(secret(visit.headers), snapshot)
        except Problem as problem:
            refuse(visit, problem)
            return
        name = visit.path[len(PATH) :].strip("/")
        if not name:
            answer(visit, 200, {"object": "list", "data": list(entries(snapshot, caller))})
            return
        for entry in entries(snapshot, caller):
            if entry["id"] == name:
                answer(visit, 200, entry)
                return
        refuse(visit, Problem(Kind.UNKNOWN_MODEL, f"there is no model {name[:200]!r} for this key", param="model"))


def entries(snapshot: Snapshot, caller: Key) -> Iterator[dict[str, object]]:
    """Routes first, then every model of every provider that is on."""
    for route in snapshot.routes.values():
        if route.targets and allowed(caller, route.name, snapshot):
            yield _entry(route.name, "modelbridge", None) | {"targets": [target.name for target in route.targets]}
    for provider in snapshot.providers.values():
        for model in provider.models.values():
            name = f"{provider.name}/{model.name}"
            if name not in snapshot.routes and allowed(caller, name, snapshot):
                yield _entry(name, provider.name, model)


def _entry(name: str, owner: str, model: Model | None) -> dict[str, object]:
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
