"""How fast this machine runs Python just now. The bars were set on a quiet one: here the same work may take several times as long."""

from __future__ import annotations

import json
from dataclasses import replace
from time import process_time
from typing import Any

from tests.bench.figures import Figure

TEXT = json.dumps([{"role": "user", "id": n, "content": [{"type": "text", "text": "Go on. " * 20}], "of": {"n": n}} for n in range(200)])
# Seconds that `work` takes where the bars were set: its ratio to a reply of the bare client, which took 47.0 us there
# (docs/performance.md), as the middle of many rounds of both on one core.
THERE = 0.00108
LONGER = {"us", "ms", "s"}  # what is slow takes more of these …
FEWER = {"/s"}  # … and does fewer of these


def work() -> str:
    """What a translation is made of: objects read, looked into, made anew and written. With nothing in it of this project's."""
    return json.dumps(_copied(json.loads(TEXT)))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def pace() -> float:
    """How many times as long as there."""
    began = process_time()
    work()
    return (process_time() - began) / THERE


def steady() -> float:
    """The same over some time: the middle of eleven."""
    return sorted(pace() for _ in range(11))[5]


def told(figures: list[Figure], slower: float) -> list[Figure]:
    """With what each figure would be there. Ratios and memory are the same everywhere."""
    return [figure if figure.there is not None else replace(figure, there=there(figure, slower)) for figure in figures]


def there(figure: Figure, slower: float) -> float | None:
    """Unknown for what does not change with the machine."""
    if figure.value is None or figure.unit not in LONGER | FEWER:
        return None
    return figure.value / slower if figure.unit in LONGER else figure.value * slower
