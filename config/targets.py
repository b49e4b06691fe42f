"""From the names in routes to the targets they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.faults import Place, did_you_mean
from config.findings import Findings
from config.schema import File, TargetEntry
from config.snapshot import Off, Provider, Route, Target


@dataclass(frozen=True, slots=True)
class Targets:
    """Resolves every route."""

    file: File
    on: Mapping[str, Provider]
    off: Mapping[str, Off]
    makers: Mapping[str, str]  # bare names, to the provider that makes the model
    findings: Findings

    def routes(self) -> dict[str, Route]:
        """Every route, its fallbacks flattened into targets."""
        own = {
            name: [self._target(("routes", name, "targets", i), entry) for i, entry in enumerate(route.targets)]
            for name, route in self.file.routes.items()
        }
        for name in self.file.routes:
            self._check_fallback(name)
        return {name: self._route(name, own) for name in self.file.routes}

    def _route(self, name: str, own: Mapping[str, list[Target | Off | None]]) -> Route:
        mine = [target for target in own[name] if target is not None]
        spare = list(self._fallback(name, own, (name,)))
        tried = {target.name for target in mine}
        usable: list[Target] = []
        for target in spare:
            if isinstance(target, Target) and target.name not in tried:
                tried.add(target.name)
                usable.append(target)
        unusable = {target.name: target for target in (*mine, *spare) if isinstance(target, Off)}
        return Route(
            name=name,
            targets=tuple(target for target in mine if isinstance(target, Target)),
            strategy=self.file.routes[name].strategy,
            fallback=tuple(usable),
            off=tuple(unusable.values()),
        )

    def _fallback(self, name: str, own: Mapping[str, list[Target | Off | None]], way: tuple[str, ...]) -> Iterator[Target | Off]:
        for word in self.file.routes[name].fallback:
            if word in way:
                continue  # a circle: already a fault
            if word in self.file.routes:
                yield from (target for target in own[word] if target is not None)
                yield from self._fallback(word, own, (*way, word))
            elif (target := self._find(word, 1)) is not None:
                yield target

    def _check_fallback(self, name: str) -> None:
        for index, word in enumerate(self.file.routes[name].fallback):
            place: Place = ("routes", name, "fallback", index)
            if word in self.file.routes:
                if circle := self._circle(name, word):
                    self.findings.fault(place, f"leads back to where it began: {' > '.join(circle)}")
            elif word not in self.findings.named("routes"):
                self._target(place, TargetEntry.model_construct(target=word), routes=True)

    def _circle(self, start: str, word: str) -> tuple[str, ...] | None:
        """The way from a route back to itself."""
        ways: list[tuple[str, ...]] = [(start, word)]
        seen: set[str] = set()
        while ways:
            way = ways.pop()
            if way[-1] == start:
                return way
            if way[-1] in self.file.routes and way[-1] not in seen:
                seen.add(way[-1])
                ways += [(*way, further) for further in self.file.routes[way[-1]].fallback]
        return None

    def _target(self, place: Place, entry: TargetEntry, *, routes: bool = False) -> Target | Off | None:
        found = self._find(entry.target, entry.weight)
        if found is None:
            self._complain(place, entry.target, routes=routes)
        elif isinstance(found, Off):
            self.findings.warn(place, f"{found.name} cannot be used: {found.why}")
        elif found.model not in found.provider.models and found.provider.models:
            if not found.provider.open_names:
                message = f"`{found.provider.name}` has no model called `{found.model}`"
                self.findings.fault(place, message, did_you_mean(found.model, found.provider.models))
            else:
                self.findings.warn(place, f"{found.name} is not in the catalog: nothing is known of its price and limits")
        return found

    def _find(self, word: str, weight: int) -> Target | Off | None:
        provider, slash, model = word.partition("/")
        if not slash:
            provider, model = self.makers.get(word, ""), word
        if provider in self.on and model:
            return Target(self.on[provider], model, f"{provider}/{model}", weight)
        if provider in self.off and model:
            return Off(f"{provider}/{model}", f"provider {provider} is off: {self.off[provider].why}")
        return None

    def _complain(self, place: Place, word: str, *, routes: bool) -> None:
        provider, slash, model = word.partition("/")
        names = self.findings.named("providers")
        if slash and provider in names:
            return  # the provider has faults of its own
        if slash and model:
            known = {*self.on, *self.off}
            self.findings.fault(place, f"there is no provider called `{provider}`", did_you_mean(provider, known))
        elif not routes and word in self.findings.named("routes"):
            self.findings.fault(place, f"`{word}` is a route: a target is `provider/model`", "other routes may stand in `fallback`")
        else:
            known = {*self.makers, *(self.file.routes if routes else ())}
            what = "neither a route, nor `provider/model`" if routes else "not `provider/model`"
            self.findings.fault(place, f"`{word}` is {what}, nor the name of a model in the catalog", did_you_mean(word, known))
