"""What differs between two snapshots, in words for one line of the log. Never a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.schema import File
from config.snapshot import Off, Provider, Snapshot

# What is read once, when the process starts. Their descriptions in the schema end with "Needs a restart."
NEEDS_RESTART = frozenset(
    {
        "server.host",
        "server.port",
        "server.workers",
        "server.exchange",
        "store.database",
        "store.redis",
        "store.journal",
        "log.destination",
        "ledger.enabled",
        "ledger.durability",
        "ledger.sync_every",
        "ledger.max_journal_mb",
    }
)
NAMED = {
    "providers": "provider",
    "models": "model",
    "routes": "route",
    "keys": "key",
    "organizations": "organization",
}  # tables of tables, and the word for one
HIDDEN = frozenset({"key", "headers", "database", "redis"})  # a digest, a literal header or a URL is nobody's business
LONGEST = 60


def changes(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """Every difference, such as `+route fast` or `~provider openai (first_byte 30s -> 20s)`."""
    return (*_tables(old.file, new.file), *_effects(old, new))


def needs_restart(old: Snapshot, new: Snapshot) -> tuple[str, ...]:
    """Settings that differ, but hold only from the next start."""
    before, after = _settings(old.file), _settings(new.file)
    return tuple(sorted(key for key in NEEDS_RESTART if before[key] != after[key]))


def _settings(file: File) -> Mapping[str, Any]:
    return {key: getattr(getattr(file, table), name) for key in NEEDS_RESTART for table, _, name in [key.partition(".")]}


def _tables(old: File, new: File) -> Iterator[str]:
    for (table, before), (_, after) in zip(old, new, strict=True):
        if table not in NAMED:
            if details := _details(before, after):
                yield f"~{table} ({details})"
            continue
        for name in sorted(before.keys() | after.keys()):
            word = f"{NAMED[table]} {name}"
            if name not in before:
                yield f"+{word}"
            elif name not in after:
                yield f"-{word}"
            elif details := _details(before[name], after[name]):
                yield f"~{word} ({details})"


def _details(before: Any, after: Any) -> str:
    return ", ".join(_detail(name, old, new) for (name, old), (_, new) in zip(before, after, strict=True) if old != new)


def _detail(name: str, old: Any, new: Any) -> str:
    words = f"{name} {_shown(old)} -> {_shown(new)}"
    return f"{name} changed" if name in HIDDEN or len(words) > LONGEST else words


def _shown(value: Any) -> str:
    match value:
        case None:
            return "unset"
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(_shown, value))}]"
    return str(getattr(value, "target", value))


def _effects(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """What no table shows: providers that came or went with their keys, and secrets that were replaced."""
    why: dict[str, Off] = {off.name: off for off in new.off}
    for name in sorted(old.providers.keys() | new.providers.keys()):
        before, after = old.providers.get(name), new.providers.get(name)
        if before is None:
            yield f"provider {name} on"
        elif after is None:
            yield f"provider {name} off: {why[name].why}" if name in why else f"provider {name} gone"
        elif _shown_there(before) != _shown_there(after) and old.file.providers.get(name) == new.file.providers.get(name):
            yield f"provider {name}: another key"
    digests = {key.name: key.digest for key in old.keys.values()}
    for key in sorted(new.keys.values(), key=lambda key: key.name):
        same_words = old.file.keys.get(key.name) == new.file.keys.get(key.name)
        if same_words and key.name in digests and digests[key.name] != key.digest:
            yield f"key {key.name}: another secret"


def _shown_there(provider: Provider) -> tuple[object, object]:
    """What tells a provider who calls."""
    return provider.headers, provider.credential
