"""The compiled configuration as text for a person: what `modelbridge check` prints. Never a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from config import Fault, Key, Organization, Provider, Route, Snapshot
from config.address import PORTS

BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"


def render(snapshot: Snapshot | None, faults: Sequence[Fault] = (), *, colour: bool = False) -> str:
    """The picture of a configuration, of what is wrong with one, or of both: the one in force, and why the new one is not."""
    paint = _painted if colour else _plain
    lines: list[str] = []
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines += [paint(f"{count}:", RED), *(f"  {fault}" for fault in faults)]
    if snapshot is not None:
        sections = list(_sections(snapshot))
        width = max(len(name) for _, _, rows in sections for name, words in rows if words)
        for title, tone, rows in sections:
            lines += ["", paint(title, tone), *(f"  {name:<{width}}  {words}" if words else f"  {name}" for name, words in rows)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _painted(text: str, tone: str) -> str:
    return f"\x1b[{tone}m{text}\x1b[0m"


def _plain(text: str, _tone: str) -> str:
    return text


def _sections(snapshot: Snapshot) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Title, tone, and rows of a name and some words."""
    yield "Server", BOLD, list(_server(snapshot))
    yield "Providers on", GREEN, [(provider.name, _provider(provider)) for provider in snapshot.providers.values()]
    if snapshot.off:
        yield "Providers off", DIM, [(off.name, off.why) for off in snapshot.off]
    routes = [row for route in snapshot.routes.values() for row in _route(route)]
    yield "Routes", BOLD, routes or [("none: a model is called `provider/model`, or by its bare name", "")]
    keys = [(key.name, _key(key)) for key in snapshot.keys.values()]
    yield "Keys", BOLD, keys or [("none: one is made for each run, and printed when it starts", "")]
    if snapshot.organizations:
        yield "Organizations", BOLD, [(terms.name, _terms(terms, snapshot)) for terms in snapshot.organizations.values()]
    if snapshot.without_effect:
        yield "Settings without effect yet", YELLOW, [(key, "") for key in snapshot.without_effect]
    if snapshot.warnings:
        yield "Warnings", YELLOW, [(warning, "") for warning in snapshot.warnings]


def _server(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    server, log = snapshot.server, snapshot.log
    host = f"[{server.host}]" if ":" in server.host else server.host
    yield "listens on", f"{host}:{server.port}"
    yield "exchange", server.exchange
    yield "log", f"{log.level}, {log.format}, to {log.destination}"
    yield "configuration", snapshot.hash


def _provider(provider: Provider) -> str:
    models = f"{len(provider.models)} models known" if provider.models else "models by any name"
    if provider.scheme == "mock":
        return f"answers in this process, {models}"
    host = f"[{provider.host}]" if ":" in provider.host else provider.host
    port = "" if PORTS[provider.scheme] == provider.port else f":{provider.port}"
    return f"{' and '.join(provider.entrances)} at {provider.scheme}://{host}{port}{provider.base}, {models}"


def _route(route: Route) -> Iterator[tuple[str, str]]:
    words = _list(target.name if target.weight == 1 else f"{target.name} (weight {target.weight})" for target in route.targets)
    yield route.name, f"{route.strategy}: {words}" if words else "nothing it leads to can be used"
    if route.fallback:
        yield "", f"then: {_list(target.name for target in route.fallback)}"
    for off in route.off:
        yield "", f"not {off.name}: {off.why}"


def _key(key: Key) -> str:
    until = f", until {datetime.fromtimestamp(key.expires, UTC):%Y-%m-%d %H:%M} UTC" if key.expires is not None else ""
    return f"{_list(key.models) or 'no model'}{until}"


def _terms(terms: Organization, snapshot: Snapshot) -> str:
    table = snapshot.file.organizations[terms.name]
    keys = _list(name for name, key in snapshot.file.keys.items() if key.organization == terms.name)
    return f"margin {table.margin}, discount {table.discount}, charged in {terms.currency}, {f'keys: {keys}' if keys else 'no key here'}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
