"""What a key may use: patterns over route names, `provider/model` and bare model names."""

from __future__ import annotations

from fnmatch import fnmatchcase

from config.snapshot import Key, Snapshot


def allowed(key: Key, model: str, snapshot: Snapshot) -> bool:
    """A route is allowed by its own name only; a bare model name also by the target it means."""
    if "*" in key.models or _matches(key, model):
        return True
    if model in snapshot.routes:
        return False
    target = snapshot.bare.get(model)
    return target is not None and _matches(key, target.name)


def _matches(key: Key, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in key.models)
