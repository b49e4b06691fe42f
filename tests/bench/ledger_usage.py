"""How fast what was used is told, of ten million entries in PostgreSQL and of a million in SQLite: every question an operator has."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median

import pytest

from records.database import Database, Patience, ready
from records.ledger.export import AT_ONCE, exported
from records.ledger.filters import Filters
from records.ledger.listing import listing
from records.ledger.spend import spend
from records.ledger.summary import breakdown, summary
from records.ledger.sums import DAY, HOUR
from records.ledger.timeseries import timeseries
from tests.bench.figures import Figure, judged
from tests.bench.ledger_booking import on
from tests.bench.plan import Bench
from tests.booked import NOON
from tests.grown import filled
from tests.postgres import running

TIMES = 7
SINCE = NOON - 30 * DAY + 1_234_567  # in the middle of an hour: the rest of it is asked of entries
MONTH = Filters(since=SINCE)
PATIENCE = Patience(answering=600.0)
QUESTIONS: Mapping[str, Callable[[Database], Awaitable[object]]] = {
    "a month's summary": lambda database: summary(database, MONTH),
    "a month by model": lambda database: breakdown(database, MONTH, "model", 100),
    "a month by customer": lambda database: breakdown(database, MONTH, "customer", 100),
    "a month by tag": lambda database: breakdown(database, MONTH, "tag", 100),
    "a month of one organization by key": lambda database: breakdown(database, Filters(since=SINCE, organization="org3"), "key", 100),
    "a month, day by day": lambda database: timeseries(database, MONTH, DAY, NOON),
    "a month, hour by hour": lambda database: timeseries(database, MONTH, HOUR, NOON),
    "what a key spent in a month": lambda database: spend(database, "key", "key7", SINCE),
    "the newest entries": lambda database: listing(database, MONTH, 50),
    "the newest of a customer": lambda database: listing(database, Filters(since=SINCE, customer="c77"), 50),
    "the newest that failed": lambda database: listing(database, Filters(since=SINCE, status=(500, 599)), 50),
    "the newest with a tag": lambda database: listing(database, Filters(since=SINCE, tag="team=blue"), 50),
    "the newest of a route nobody takes": lambda database: listing(database, Filters(since=SINCE, route="none"), 50),
    "a day of one key by model": lambda database: breakdown(database, Filters(since=NOON - DAY, key="key7"), "model", 100),
}
JUDGED = ("a month's summary", "a month by model")


def measure(bench: Bench) -> list[Figure]:
    """SQLite with a tenth of what PostgreSQL has."""
    figures = _of(bench, "SQLite", f"sqlite:///{bench.folder / 'usage.db'}", bench.plan.entries // 10)
    try:
        with on(bench.cores.subject), running(shared_buffers="256MB", max_wal_size="8GB") as server:
            os.sched_setaffinity(0, {bench.cores.load})
            return [*figures, *_of(bench, "PostgreSQL", server.database(), bench.plan.entries)]
    except pytest.skip.Exception as missing:
        return [*figures, Figure("what was used, PostgreSQL", "", f"skipped: {missing}")]


def _of(bench: Bench, kind: str, url: str, count: int) -> list[Figure]:
    bench.say(f"  {count:,} entries into {kind} …")
    took, rate = asyncio.run(_asked(url, count, bench.say))
    many = f"of {count:,} in {kind}"
    slowest = max((name for name in took if name not in JUDGED), key=lambda name: took[name])
    others = f"{len(took) - len(JUDGED)} others: median {median(took.values()):.1f} ms, slowest {took[slowest]:.0f} ms ({slowest})"
    figures = [judged(f"{name} {many}", bench.judged, "", took[name], bar="asked", judge=bench.judged) for name in JUDGED]
    return [
        *figures,
        Figure(f"what was used {many}", bench.judged, others),
        Figure(f"an export {many}", bench.judged, f"{rate:,.0f} entries/s"),
    ]


async def _asked(url: str, count: int, say: Callable[[str], None]) -> tuple[Mapping[str, float], float]:
    """Milliseconds of each question, and the entries a second of an export."""
    await ready(url)
    database = Database.open(url, PATIENCE)
    try:
        await filled(database, count)
        took = {}
        for name, question in QUESTIONS.items():
            took[name] = await _median(question, database)
            say(f"    {name}: {took[name]:.1f} ms")
        began, portions = time.perf_counter(), 0
        async for _ in exported(database, MONTH):
            portions += 1
            if portions == 200:
                break
        return took, portions * AT_ONCE / (time.perf_counter() - began)
    finally:
        await database.close()


async def _median(question: Callable[[Database], Awaitable[object]], database: Database) -> float:
    await question(database)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await question(database)
        took.append((time.perf_counter() - began) * 1e3)
    return median(took)
