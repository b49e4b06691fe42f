"""From checked tables to the snapshot a call is pinned to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

import msgspec

from config.admin import admin_of
from config.catalog import Catalog
from config.database import database_of
from config.findings import Findings
from config.keys import Keys
from config.limits import limits_of
from config.models import check_models
from config.providers import Providers
from config.redis import redis_of
from config.schema import File, OrganizationTable
from config.secrets import Secrets
from config.snapshot import Organization, Provider, Snapshot, Target
from config.targets import Targets
from config.unbuilt import without_effect
from translators.translator import Translator

# What a command line may say otherwise. None of it decides how a call is served.
OVERRIDABLE = {"server": {"host", "port"}, "log": {"level"}}


def compile(file: File, *, catalog: Catalog, translators: Mapping[str, Translator], secrets: Secrets, findings: Findings) -> Snapshot:
    """Resolve every name. Faults and warnings go into `findings`; with a fault the snapshot must not be used."""
    on, off = Providers(file, catalog, translators, secrets, findings).compile()
    names = frozenset({*on, *off, *findings.named("providers")})
    check_models(file, findings, names)
    makers = catalog.makers()
    routes = Targets(file, on, off, makers, findings).routes()
    keys = Keys(file, secrets, findings, frozenset({*routes, *makers}), names).compile()
    database = database_of(file, secrets, findings)
    redis = redis_of(file, secrets, findings)
    organizations = {name: _organization(name, table) for name, table in file.organizations.items()}
    limits = limits_of(file, findings, frozenset(routes))
    return Snapshot(
        hash=_hash(file, catalog, on, secrets),
        providers=MappingProxyType(on),
        off=tuple(off.values()),
        routes=MappingProxyType(routes),
        bare=MappingProxyType({name: Target(on[maker], name, f"{maker}/{name}") for name, maker in makers.items() if maker in on}),
        bare_off=MappingProxyType({name: maker for name, maker in makers.items() if maker in off}),
        keys=MappingProxyType(keys),
        admin=admin_of(file, secrets, findings, keys),
        organizations=MappingProxyType(organizations),
        limits=limits,
        database=database,
        redis=redis,
        file=file,
        without_effect=without_effect(findings.document.written),
        warnings=tuple(findings.warnings),
        watched=tuple(sorted(secrets.files)),
    )


def _organization(name: str, table: OrganizationTable) -> Organization:
    return Organization(name=name, margin=int(table.margin), discount=int(table.discount), currency=table.currency)


def _hash(file: File, catalog: Catalog, on: Mapping[str, Provider], secrets: Secrets) -> str:
    """Equal for configurations that mean the same, however they are written; and for `check` and a gateway that listens elsewhere."""
    meaning = (file.model_dump(exclude=OVERRIDABLE), catalog.digest, sorted(on), secrets.fingerprint.hex())
    return sha256(msgspec.json.encode(meaning, order="deterministic", enc_hook=str)).hexdigest()[:12]
