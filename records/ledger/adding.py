"""What entries add to the rollups. Most of a batch differ in nothing that is summed apart, so it is far cheaper here than in SQL."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

import orjson

from records.ledger.entry import Entry
from records.ledger.rows import COLUMNS, Row, row
from records.ledger.sums import DAY, HOUR, TAG

Amounts: TypeAlias = Sequence[int]  # in the order of SUMS
Group: TypeAlias = tuple[int, str, str, str, str, str, str]  # the start of an hour, organization, and the name in each of _FEW
Spans: TypeAlias = dict[tuple[str, int, str, str], list[Amounts]]  # by dimension, start, organization, name

AT_ONCE = 100  # entries, or groups of them, before others have their turn: about a millisecond
_FEW = ("provider", "model", "route", "key", "service")  # dimensions with few names, in which many entries differ in nothing
_BUCKETS = slice(COLUMNS.index("input"), COLUMNS.index("searches") + 1)
_parts = itemgetter(
    *map(
        COLUMNS.index,
        (
            *("at", "revision", "organization", "user", "customer", "tags", "provider", "target", "route", "key", "service"),
            *("status", "streamed", "cache", "estimated", "cost", "charged", "provider_cost", "saved", "latency_us", "ttft_us"),
        ),
    )
)


class Batch:
    """Entries as rows, and what all of them together add to the rollups. Both are made in small pieces: others want the event loop, too."""

    __slots__ = ("_sums", "rows")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._sums = Sums()

    @classmethod
    async def of(cls, entries: Sequence[Entry]) -> Batch:
        """Of one transaction."""
        made = cls()
        for first in range(0, len(entries), AT_ONCE):
            some = [row(entry) for entry in entries[first : first + AT_ONCE]]
            made.rows += some
            made._sums.add(some)
            await asyncio.sleep(0)
        return made

    async def rollups(self) -> list[Row]:
        """What they add, if all of them are new."""
        made = []
        for number, line in enumerate(self._sums.rows()):
            made.append(line)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        return made


def added(rows: Iterable[Row]) -> list[Row]:
    """What these rows alone add."""
    sums = Sums()
    sums.add(rows)
    return list(sums.rows())


class Sums:
    """Amounts that wait to be summed up. Where there are few names, those of one group are summed once for all dimensions."""

    def __init__(self) -> None:
        self._groups: dict[Group, list[Amounts]] = defaultdict(list)
        self._hours: Spans = defaultdict(list)  # of users, customers and tags, of which there are as many as there like to be

    def add(self, rows: Iterable[Row]) -> None:
        """More of them."""
        groups, hours = self._groups, self._hours
        for line in rows:
            parts = _parts(line)
            at, _, organization, user, customer, tags, *few = parts[:11]
            hour, amounts = at - at % HOUR, _amounts(parts, line[_BUCKETS])
            groups[hour, organization, *few].append(amounts)
            hours["user", hour, organization, user].append(amounts)
            hours["customer", hour, organization, customer].append(amounts)
            if tags != "{}":
                for name, value in orjson.loads(tags).items():
                    hours[TAG, hour, organization, f"{name}={value}"].append(amounts)

    def rows(self) -> Iterator[Row]:
        """What is added: hours, then days, in the order of their places."""
        few: Spans = defaultdict(list)
        for (hour, organization, *names), several in self._groups.items():
            amounts = _summed(several)
            few["all", hour, organization, ""].append(amounts)
            for dimension, name in zip(_FEW, names, strict=True):
                few[dimension, hour, organization, name].append(amounts)
        hours: Spans = {**self._hours, **few}
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


def _amounts(parts: tuple[Any, ...], buckets: Sequence[Any]) -> Amounts:
    """Those of one entry."""
    revision, status, streamed, cache, estimated = parts[1], *parts[11:15]
    cost, charged, provider_cost, saved, latency_us, ttft_us = parts[15:]
    money = (cost, charged, provider_cost or 0, saved)
    if revision:
        return (*_NO_ATTEMPT, *buckets, *money, 0, 0, 0)
    good = status < 400
    counts = (
        *(1, int(good), int(not good), int(400 <= status < 500), int(status >= 500), int(status == 499)),
        *(int(streamed), int(estimated != ""), int(cache in ("hit", "coalesced")), 0),
    )
    return (*counts, *buckets, *money, latency_us, ttft_us or 0, int(ttft_us is not None))


_NO_ATTEMPT = (0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
