"""The compiled configuration: names resolved, nothing left to look up, nothing that can change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.json import encode
from msgspec.structs import force_setattr

from config.credentials import Credential
from config.database import DatabaseAddress
from config.redis import Redis
from config.schema import File, LogTable, ServerTable
from config.schema.key import KeyScope
from translators.translator import Translator


class Tier(Struct, frozen=True):
    """Other prices for a call whose prompt has more tokens than `above`."""

    above: int
    buckets: Mapping[str, int]  # only those that differ


class Price(Struct, frozen=True):
    """Picodollars (10**-12 USD) per token, by usage bucket name; `searches` per search.

    USD per million tokens times 1,000,000 is picodollars per token, so a catalog price such as 0.0375 stays a whole number.
    A bucket that is missing costs what its parent costs: cache_*, audio_in, image_in, tool_in as input;
    reasoning, audio_out, image_out as output.
    """

    buckets: Mapping[str, int]
    tiers: tuple[Tier, ...] = ()  # by rising `above`; the last one that is passed holds for the whole call
    version: str = ""  # of these very prices: made from them, so that equal ones have equal versions wherever they stand

    def __post_init__(self) -> None:
        content = (sorted(self.buckets.items()), [(tier.above, sorted(tier.buckets.items())) for tier in self.tiers])
        force_setattr(self, "version", sha256(encode(content)).hexdigest()[:12])


class Model(Struct, frozen=True, kw_only=True):
    """What is known of one model of one provider."""

    provider: str
    name: str  # as the provider calls it
    context: int | None = None  # tokens
    max_output: int | None = None
    abilities: frozenset[str] = frozenset()  # "tools", "vision", "json_schema", "reasoning", "audio_in", …
    price: Price | None = None
    retires: str | None = None
    wire: str | None = None  # where its provider offers it on only one of its wires


class Entrance(Struct, frozen=True):
    """Where a provider is spoken to on one wire."""

    translator: Translator
    path: Callable[[str, bool], str]  # (its name of the model, streamed) to the path, base path included
    headers: tuple[tuple[str, str], ...]  # credentials included; never shown

    def __repr__(self) -> str:
        return f"Entrance({self.translator.wire!r})"  # the headers hold its key


class Provider(Struct, frozen=True, kw_only=True):
    """One place that answers. `base_url` is split once, here."""

    name: str
    scheme: str  # "http" | "https" | "mock": answered in process
    host: str
    port: int
    base: str  # path of its base URL: "/v1"
    entrances: Mapping[str, Entrance]  # by wire; the first is for callers of all other wires
    thinking: str = ""  # the wire on which models that can think are asked by callers of wires it does not speak
    connect: float
    first_byte: float
    idle: float
    total: float
    connections: int
    queue: int
    queue_wait: float
    models: Mapping[str, Model]
    credential: Credential | None = None  # what its token is asked for with, where a key does not do
    open_names: bool = True  # may a model that is not listed be asked for?
    on_unsupported: Literal["warn", "drop", "reject"] = "warn"  # what becomes of fields its wire has no place for

    def __repr__(self) -> str:
        return f"Provider({self.name!r}, {self.scheme}://{self.host}:{self.port}{self.base})"  # the headers hold its key

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """What every call carries; never shown."""
        return next(iter(self.entrances.values())).headers

    def entrance(self, wire: str, model: str) -> Entrance:
        """Where a caller of this wire is served best: on its own wire, if that is spoken there."""
        known = self.models.get(model)
        if known is not None and known.wire is not None:
            wire = known.wire
        found = self.entrances.get(wire)
        if found is None and known is not None and "reasoning" in known.abilities:
            found = self.entrances.get(self.thinking)
        return found or next(iter(self.entrances.values()))


class Off(Struct, frozen=True):
    """A provider, or a target, that is off, and why."""

    name: str
    why: str


class Target(Struct, frozen=True):
    """One provider, one model."""

    provider: Provider
    model: str
    name: str  # "provider/model"
    weight: int = 1


class Route(Struct, frozen=True, kw_only=True):
    """A name callers use as `model`, and where it leads."""

    name: str
    targets: tuple[Target, ...]  # those whose provider is on
    strategy: str = "first"
    fallback: tuple[Target, ...] = ()  # routes already replaced by their targets, in order
    off: tuple[Off, ...] = ()  # targets that cannot be used now, by "provider/model", and why


class Key(Struct, frozen=True, kw_only=True):
    """Who may call. Only the digest of the secret is kept."""

    name: str
    digest: bytes  # SHA-256 of the key
    models: tuple[str, ...] = ("*",)  # patterns over route names, "provider/model" and bare model names
    scopes: frozenset[KeyScope] = frozenset()  # endpoints that it may use; empty: all
    expires: float | None = None  # seconds since the epoch; from then on the key is refused
    organization: str = ""  # whom its calls are booked to
    user: str = ""
    service: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


Scope = Literal["key", "user", "organization", "service", "customer", "model", "provider", "global"]
Unit = Literal["requests", "tokens", "usd", "parallel"]
Length = Literal["second", "minute", "hour", "day", "month", "total"]


class Limit(Struct, frozen=True, kw_only=True):
    """How much of something each of its scope may use, in a window."""

    scope: Scope
    unit: Unit
    amount: int  # of usd: nanodollars
    length: Length | None = None  # of its window; what is counted at once has none
    rolling: bool = False  # the window ends now
    strict: bool = True  # is the most held that a call can use, or what such calls use by experience?
    instead: str = ""  # the route that answers when nothing is left; empty: the call is refused
    open: bool = False  # are calls let in while the store of the counters is away?


class Limits(Struct, frozen=True, kw_only=True):
    """All of them, by whom they hold for."""

    everyone: tuple[Limit, ...] = ()
    each_organization: tuple[Limit, ...] = ()
    each_user: tuple[Limit, ...] = ()
    each_service: tuple[Limit, ...] = ()
    each_customer: tuple[Limit, ...] = ()
    keys: Mapping[str, tuple[Limit, ...]] = {}
    models: Mapping[str, tuple[Limit, ...]] = {}  # by "provider/model"
    providers: Mapping[str, tuple[Limit, ...]] = {}
    customer_from: Literal["header", "user"] = "header"
    warn_at: tuple[int, ...] = ()  # percent of a budget
    zone: ZoneInfo = ZoneInfo("UTC")  # where days and months begin

    @property
    def all(self) -> Iterator[Limit]:
        """Each."""
        for some in (self.everyone, self.each_organization, self.each_user, self.each_service, self.each_customer):
            yield from some
        for named in (self.keys, self.models, self.providers):
            for some in named.values():
                yield from some


class Organization(Struct, frozen=True, kw_only=True):
    """On what terms an organization is served. Shares are millionths: 10 % is 100,000."""

    name: str
    margin: int = 0  # added to what a call costs
    discount: int = 0  # then taken off that
    currency: str = "USD"  # what its charges are called; a label, nothing is converted


class Snapshot(Struct, frozen=True, kw_only=True):
    """One whole configuration. Pinned to each call at the door."""

    hash: str  # of the compiled meaning, short: what x-modelbridge-config shows
    providers: Mapping[str, Provider]
    off: tuple[Off, ...]
    routes: Mapping[str, Route]
    bare: Mapping[str, Target]  # a catalog model's bare name to the provider that makes it
    keys: Mapping[bytes, Key]  # by digest
    organizations: Mapping[str, Organization] = field(default_factory=dict)  # those with terms of their own
    limits: Limits | None = None  # None: there are none
    file: File = field(default_factory=File)  # what was written, checked
    admin: bytes | None = None  # SHA-256 of the operator's token; without one /api is closed
    database: DatabaseAddress = DatabaseAddress()
    redis: Redis = Redis()
    bare_off: Mapping[str, str] = field(default_factory=dict)  # a bare name whose maker is off, to that provider's name
    without_effect: tuple[str, ...] = ()  # settings whose stage is not built yet, as "table.key"
    warnings: tuple[str, ...] = ()  # what will work, but perhaps not as meant
    watched: tuple[Path, ...] = ()  # files of secrets it was made from
    fingerprint: bytes = b""  # of the bytes of the file and of the secrets: equal ones need no second look

    @property
    def server(self) -> ServerTable:
        """[server]"""
        return self.file.server

    @property
    def log(self) -> LogTable:
        """[log]"""
        return self.file.log
