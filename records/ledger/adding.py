"""What entries add to the rollups. Most of a batch differ in nothing that is summed apart, so it is far cheaper here than in SQL."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import orjson

from records.ledger.entry import Entry
from records.ledger.rows import Row, row
from records.ledger.sums import DAY, HOUR, TAG

Amounts: TypeAlias = Sequence[int]  # in the order of SUMS
Groups: TypeAlias = dict[tuple[Any, ...], list[Amounts]]  # by the start of an hour, organization, the name in each dimension, tags
Spans: TypeAlias = dict[tuple[str, int, str, str], list[Amounts]]  # by dimension, start, organization, name

AT_ONCE = 100  # entries, or groups of them, before others have their turn: about a millisecond
_NAMED = ("provider", "model", "route", "key", "user", "service", "customer")


class Batch:
    """Entries as rows, and what all of them together add to the rollups. Both are made in small pieces: others want the event loop, too."""

    __slots__ = ("_groups", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._groups: Groups = defaultdict(list)

    @classmethod
    async def of(cls, entries: Sequence[Entry]) -> Batch:
        """Of one transaction."""
        made = cls()
        for first in range(0, len(entries), AT_ONCE):
            some = [row(entry) for entry in entries[first : first + AT_ONCE]]
            made.rows += some
            gather(made._groups, some)
            await asyncio.sleep(0)
        return made

    async def rollups(self) -> list[Row]:
        """What they add, if all of them are new."""
        hours: Spans = defaultdict(list)
        for number, group in enumerate(self._groups.items()):
            spread(hours, [group])
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        made = []
        for number, line in enumerate(rollups(hours)):
            made.append(line)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        return made


def added(rows: Iterable[Row]) -> list[Row]:
    """What these rows alone add."""
    groups: Groups = defaultdict(list)
    hours: Spans = defaultdict(list)
    gather(groups, rows)
    spread(hours, groups.items())
    return list(rollups(hours))


def gather(groups: Groups, rows: Iterable[Row]) -> None:
    """Together those that differ only in what adds up."""
    for line in rows:
        group, amounts = _parted(line)
        groups[group].append(amounts)


def spread(hours: Spans, groups: Iterable[tuple[tuple[Any, ...], list[Amounts]]]) -> None:
    """Each group stands in every dimension."""
    for (hour, organization, *names, tags), several in groups:
        amounts = _summed(several)
        hours["all", hour, organization, ""].append(amounts)
        for dimension, name in zip(_NAMED, names, strict=True):
            hours[dimension, hour, organization, name].append(amounts)
        if tags != "{}":
            for name, value in orjson.loads(tags).items():
                hours[TAG, hour, organization, f"{name}={value}"].append(amounts)


def rollups(hours: Spans) -> Iterator[Row]:
    """The rows that are added: hours, then days."""
    days: Spans = defaultdict(list)
    for place in sorted(hours):
        dimension, hour, organization, name = place
        amounts = _summed(hours[place])
        days[dimension, hour - hour % DAY, organization, name].append(amounts)
        yield ("hour", *place, *amounts)
    for place in sorted(days):
        yield ("day", *place, *_summed(days[place]))


def _summed(several: list[Amounts]) -> Amounts:
    return several[0] if len(several) == 1 else list(map(sum, zip(*several, strict=True)))


def _parted(row: Any) -> tuple[tuple[Any, ...], Amounts]:
    """Where an entry belongs, and its amounts in the order of SUMS."""
    (at, _, _, revision, key, organization, user, service, customer, tags, *rest) = row
    (_, route, provider, target, status, _, _, streamed, cache, *rest) = rest
    *buckets, _, estimated, cost, _, provider_cost, charged, saved, _, latency_us, ttft_us, _ = rest
    group = (at - at % HOUR, organization, provider, target, route, key, user, service, customer, tags)
    money = (cost, charged, provider_cost or 0, saved)
    if revision:
        return group, [*_NO_ATTEMPT, *buckets, *money, 0, 0, 0]
    good = status < 400
    counts = (
        *(1, int(good), int(not good), int(400 <= status < 500), int(status >= 500), int(status == 499)),
        *(int(streamed), int(estimated != ""), int(cache in ("hit", "coalesced")), 0),
    )
    return group, [*counts, *buckets, *money, latency_us, ttft_us or 0, int(ttft_us is not None)]


_NO_ATTEMPT = (0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
