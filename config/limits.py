"""From [limits] and the `limits` of keys, models and providers to those that are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from config.faults import Place, did_you_mean
from config.findings import Findings
from config.schema import File
from config.schema.limit import LimitEntry
from config.schema.limits import LimitsTable
from config.snapshot import Limit, Limits, Scope, Unit

REFUSE = "refuse"
NANO = 10**9  # nanodollars in a dollar
UNITS: tuple[Unit, ...] = get_args(Unit)


def limits_of(file: File, findings: Findings, routes: frozenset[str]) -> Limits | None:
    """All of them; None when there are none, so that no call need ask."""
    table = file.limits
    every = partial(_several, findings, routes, table)
    if not file.ledger.enabled:
        _check_countable(file, findings)
    limits = Limits(
        everyone=every("global", table.everyone, ("limits", "everyone")),
        each_organization=every("organization", table.each_organization, ("limits", "each_organization")),
        each_user=every("user", table.each_user, ("limits", "each_user")),
        each_service=every("service", table.each_service, ("limits", "each_service")),
        each_customer=every("customer", table.each_customer, ("limits", "each_customer")),
        keys={name: every("key", one.limits, ("keys", name, "limits")) for name, one in file.keys.items() if one.limits},
        models={name: every("model", one.limits, ("models", name, "limits")) for name, one in file.models.items() if one.limits},
        providers={
            name: every("provider", one.limits, ("providers", name, "limits")) for name, one in file.providers.items() if one.limits
        },
        customer_from=table.customer_from,
        warn_at=tuple(sorted(set(table.warn_at))),
        zone=_zone(table.time_zone, findings),
    )
    instead = table.on_exhausted
    if instead != REFUSE and instead not in routes:
        findings.fault(("limits", "on_exhausted"), f"there is no route called `{instead}`", did_you_mean(instead, routes))
    if not any(True for _ in limits.all):
        return None
    if file.server.workers > 1 and not file.store.redis:
        findings.fault(
            ("server", "workers"),
            "there are limits, and each process counts by itself: write where Redis is (`[store] redis`), or run one process",
        )
    return limits


def _check_countable(file: File, findings: Findings) -> None:
    """What was used is what the ledger books."""
    for place, entries in _written(file):
        for index, entry in enumerate(entries):
            if entry.tokens is not None or entry.usd is not None:
                findings.fault((*place, index), "tokens and money are counted by the ledger, and `[ledger] enabled` is false")


def _written(file: File) -> Iterator[tuple[Place, Sequence[LimitEntry]]]:
    for name in ("everyone", "each_organization", "each_user", "each_service", "each_customer"):
        yield ("limits", name), getattr(file.limits, name)
    for table, named in (("keys", file.keys), ("models", file.models), ("providers", file.providers)):
        for name, one in named.items():
            yield (table, name, "limits"), one.limits


def _several(  # noqa: PLR0917  the first three are always the same
    findings: Findings, routes: frozenset[str], table: LimitsTable, scope: Scope, entries: Sequence[LimitEntry], place: Place
) -> tuple[Limit, ...]:
    for index, entry in enumerate(entries):
        instead = entry.on_exhausted
        if instead is not None and instead != REFUSE and instead not in routes:
            where = (*place, index, "on_exhausted")
            findings.fault(where, f"there is no route called `{instead}`", did_you_mean(instead, routes))
        if entry.rolling and (entry.per is None or entry.per == "total"):
            findings.fault((*place, index, "rolling"), "what has no window, or one that never ends, cannot roll: leave `rolling` out")
    return tuple(_limit(table, scope, entry) for entry in entries)


def _limit(table: LimitsTable, scope: Scope, entry: LimitEntry) -> Limit:
    unit = next(unit for unit in UNITS if getattr(entry, unit) is not None)
    instead = entry.on_exhausted or table.on_exhausted
    return Limit(
        scope=scope,
        unit=unit,
        # What is less than a nanodollar of a budget is nobody's.
        amount=int(entry.usd * NANO) if entry.usd is not None else int(getattr(entry, unit)),
        length=entry.per,
        rolling=entry.rolling,
        strict=(entry.hold or table.hold) == "strict",
        instead="" if instead == REFUSE else instead,
        open=(entry.on_store_failure or table.on_store_failure) == "allow",
    )


def _zone(name: str, findings: Findings) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        findings.fault(("limits", "time_zone"), f"there is no time zone called `{name}`", did_you_mean(name, known))
        return ZoneInfo("UTC")
