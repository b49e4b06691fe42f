"""The compiled configuration: names resolved, nothing left to look up, nothing that can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from translators.translator import Translator


class Price(Struct, frozen=True):
    """Nanodollars per token, by usage bucket name; a bucket that is missing costs what its parent costs."""

    buckets: Mapping[str, int]


class Model(Struct, frozen=True, kw_only=True):
    """What is known of one model of one provider."""

    provider: str
    name: str  # as the provider calls it
    context: int | None = None  # tokens
    max_output: int | None = None
    abilities: frozenset[str] = frozenset()  # "tools", "vision", "json_schema", "reasoning", "audio_in", …
    price: Price | None = None
    retires: str | None = None


class Provider(Struct, frozen=True, kw_only=True):
    """One place that answers. `base_url` is split once, here."""

    name: str
    translator: Translator
    scheme: str  # "http" | "https" | "mock": answered in process
    host: str
    port: int
    path: str  # of the chat endpoint, base path included: "/v1/chat/completions"
    headers: tuple[tuple[str, str], ...]  # credentials included; never shown
    connect: float
    first_byte: float
    idle: float
    total: float
    connections: int
    queue: int
    queue_wait: float
    models: Mapping[str, Model]
    open_names: bool = True  # may a model that is not listed be asked for?


class Target(Struct, frozen=True):
    """One provider, one model."""

    provider: Provider
    model: str
    name: str  # "provider/model"
    weight: int = 1


class Route(Struct, frozen=True, kw_only=True):
    """A name callers use as `model`, and where it leads."""

    name: str
    targets: tuple[Target, ...]
    strategy: str = "first"
    fallback: tuple[Target, ...] = ()  # routes already replaced by their targets, in order


class Key(Struct, frozen=True, kw_only=True):
    """Who may call. Only the digest of the secret is kept."""

    name: str
    digest: bytes  # SHA-256 of the key
    models: tuple[str, ...] = ("*",)  # patterns over route names, "provider/model" and bare model names

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


class Off(Struct, frozen=True):
    """A provider that is off, and why."""

    name: str
    why: str


class Snapshot(Struct, frozen=True, kw_only=True):
    """One whole configuration. Pinned to each call at the door."""

    hash: str  # of the compiled meaning, short: what x-modelbridge-config shows
    providers: Mapping[str, Provider]
    off: tuple[Off, ...]
    routes: Mapping[str, Route]
    bare: Mapping[str, Target]  # a catalog model's bare name to the provider that makes it
    keys: Mapping[bytes, Key]  # by digest
    server: Any = None  # schema.ServerTable
    log: Any = None  # schema.LogTable
    without_effect: tuple[str, ...] = ()  # settings whose stage is not built yet, as "table.key"
    extra: Mapping[str, Any] = field(default_factory=dict)
