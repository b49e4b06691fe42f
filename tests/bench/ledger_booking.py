"""How many entries a second go into each database, and how fast a SQLite file with a million answers."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import median

import pytest

from records.database import Database, ready
from records.ledger.booking import Booking
from records.ledger.entry import Entry
from records.ledger.journal.position import START, Position
from records.sqlite import opened
from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.booked import NOON, made
from tests.many import QUERIES, fill, fill_rollups
from tests.postgres import running

TOGETHER = 5_000  # entries in a transaction: what a shipper that has much to do takes at once
STEP = 2_000  # microseconds between two entries
MILLION = 1_000_000
TIMES = 5


def measure(bench: Bench) -> list[Figure]:
    """The disk is the one that the benchmark's folder is on; PostgreSQL forces commits to its own as it does in earnest."""
    figures = [_into(bench, "SQLite", f"sqlite:///{bench.folder / 'booked.db'}", "into_sqlite")]
    try:
        with on(bench.cores.subject), running(fsync="on", full_page_writes="on") as server:
            os.sched_setaffinity(0, {bench.cores.load})
            figures.append(_into(bench, "PostgreSQL", server.database(), "into_postgresql"))
    except pytest.skip.Exception as missing:
        figures.append(Figure("entries into PostgreSQL", "", f"skipped: {missing}"))
    return [*figures, *_questions(bench)]


def _into(bench: Bench, kind: str, url: str, bar: str) -> Figure:
    rates = asyncio.run(_booked(url, bench.plan.booked))
    shown = f"{bench.plan.booked:,} entries, {TOGETHER:,} at once; slowest {min(rates):,.0f}/s"
    return judged(f"entries into {kind}", bench.judged, shown, median(rates), bar=bar, judge=bench.judged)


async def _booked(url: str, count: int) -> list[float]:
    """Entries a second, of each transaction."""
    await ready(url)
    database = Database.open(url)
    booking = Booking(database)
    at, rates = START, []
    for first in range(0, count, TOGETHER):
        batch = [usual(number) for number in range(first, first + TOGETHER)]
        upto = Position(1, first + TOGETHER)
        began = time.perf_counter()
        await booking.take("bench", at, upto, batch)
        rates.append(TOGETHER / (time.perf_counter() - began))
        at = upto
    await booking.close()
    await database.close()
    return rates


def usual(number: int) -> Entry:
    """Fifty keys of ten organizations, a hundred users and twenty customers each: nearly every entry of a batch differs in one."""
    mixed = number * 2_654_435_761 % 2**32  # spread over all of them, the same in every run
    key = mixed % 50
    return made(
        number,
        at=NOON + number * STEP,
        key=f"key{key}",
        organization=f"org{key % 10}",
        user=f"user{key}.{mixed // 64 % 100}",
        customer=f"customer{key % 10}.{mixed // 8_192 % 20}",
        service=f"service{key % 5}",
        tags={"team": f"team{key % 7}"},
    )


def _questions(bench: Bench) -> list[Figure]:
    """Each of the frequent ones; the slowest is judged."""
    path = bench.folder / "million.db"
    asyncio.run(ready(f"sqlite:///{path}"))
    took = {}
    with closing(opened(path)) as file:
        fill(file, MILLION)
        fill_rollups(file)
        for name, query in QUERIES.items():
            values = (NOON - 86_400_000_000,) * query.count("?")
            times = []
            for _ in range(TIMES):
                began = time.perf_counter()
                file.execute(query, values).fetchall()
                times.append((time.perf_counter() - began) * 1e3)
            took[name] = median(times)
    slowest = max(took, key=lambda name: took[name])
    shown = f"{len(took)} questions, median {median(took.values()):.2f} ms; slowest: {slowest}"
    return [judged("asked of a million in SQLite", bench.judged, shown, took[slowest], bar="asked", judge=bench.judged)]


@contextmanager
def on(core: int) -> Iterator[None]:
    """What is started meanwhile runs there."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
