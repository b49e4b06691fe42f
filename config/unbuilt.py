"""Settings that are accepted but do nothing yet, because their stage is not built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.faults import Place, dotted

# A pattern names a whole table, or one setting; `*` stands for an operator's own name. When a stage is built, its line goes.
UNBUILT: tuple[str, ...] = (
    "server.workers",
    "store.mode",
    "cache",
    "breaker",
    "hedge",
    "tracing",
    "alerts",
    "retry.attempts",
    "retry.backoff",
    "retry.max_backoff",
    "retry.max_retry_after",
    "models.*.retires",
    "routes.*.strategy",
    "routes.*.fallback",
)

# Values that ask for nothing but what is done anyway.
HARMLESS: Mapping[str, object] = {"server.workers": 1, "routes.*.strategy": "first", "retry.attempts": 1}


def without_effect(written: Mapping[str, Any]) -> tuple[str, ...]:
    """Those an operator wrote, as dotted keys."""
    return tuple(dotted(place) for pattern in UNBUILT for place in _written(written, tuple(pattern.split(".")), ()) if place)


def _written(value: Any, pattern: tuple[str, ...], place: Place, so_far: str = "") -> Iterator[Place]:
    if not pattern:
        yield from _leaves(value, place, so_far)
        return
    if not isinstance(value, Mapping):
        return
    head, rest = pattern[0], pattern[1:]
    for name in value if head == "*" else [head]:
        if name in value:
            yield from _written(value[name], rest, (*place, name), f"{so_far}.{head}".removeprefix("."))


def _leaves(value: Any, place: Place, pattern: str) -> Iterator[Place]:
    """A table is reported by its settings."""
    if isinstance(value, Mapping) and pattern.count(".") == 0:
        yield from ((*place, name) for name in value)
    elif pattern not in HARMLESS or HARMLESS[pattern] != value:
        yield place
