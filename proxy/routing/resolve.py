"""A model name to the route it means: a route of gateway.toml, `provider/model`, or a bare catalog name."""

from __future__ import annotations

from difflib import get_close_matches

from config.snapshot import Route, Snapshot, Target
from translators.canonical import Kind, Problem


def resolve(model: str, snapshot: Snapshot) -> Route:
    """Where a call for `model` goes. A route without a name is the caller's own choice of a target."""
    route = snapshot.routes.get(model)
    if route is not None:
        return _usable(route)
    target = direct(model, snapshot)
    if target is None:
        raise _unknown(model, snapshot)
    return Route(name="", targets=(target,))


def direct(model: str, snapshot: Snapshot) -> Target | None:
    """The target a name means by itself, without any route."""
    provider, slash, name = model.partition("/")
    if slash and name and provider in snapshot.providers:
        known = snapshot.providers[provider]
        if known.open_names or name in known.models:
            return Target(known, name, model)
    return snapshot.bare.get(model)


def _usable(route: Route) -> Route:
    if route.targets:
        return route
    why = "; ".join(f"{off.name}: {off.why}" for off in route.off) or "it has none"
    raise Problem(Kind.UNKNOWN_MODEL, f"no target of the route {route.name!r} can be used now ({why})", param="model")


def _unknown(model: str, snapshot: Snapshot) -> Problem:
    provider = snapshot.bare_off.get(model) or model.partition("/")[0]
    for off in snapshot.off:
        if off.name == provider:
            return Problem(Kind.UNKNOWN_MODEL, f"the provider {provider!r} is off: {off.why}", param="model")
    names = [*snapshot.routes, *snapshot.bare, *(f"{p.name}/{m}" for p in snapshot.providers.values() for m in p.models)]
    close = get_close_matches(model[:200], names, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "; GET /v1/models lists what there is"
    return Problem(Kind.UNKNOWN_MODEL, f"there is no model {model[:200]!r}{hint}", param="model")
