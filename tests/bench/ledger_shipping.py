"""How fast a journal goes into each database, end to end, what the callers of that process notice, and what it leaves in memory."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

import pytest
import uvloop

from records.ledger.journal.journal import Journal
from records.ledger.shipper import Shipper
from tests.bench import tree
from tests.bench.figures import Figure, judged
from tests.bench.ledger_booking import on, usual
from tests.bench.plan import Bench
from tests.postgres import running

TICK = 0.005  # seconds between two looks at how late the event loop is
LOOK = 100  # ticks between two looks at the memory, which take their time


class Run(NamedTuple):
    """One journal that was shipped."""

    seconds: float
    processor: float  # seconds
    late: list[float]  # milliseconds that others waited for their turn, in order
    resident: list[int]  # kilobytes, on the way


def measure(bench: Bench) -> list[Figure]:
    """The disk is the one that the benchmark's folder is on."""
    figures = []
    with TemporaryDirectory(dir=bench.folder) as folder:
        figures += _figures(bench, "SQLite", f"sqlite:///{folder}/shipped.db", Path(folder), "into_sqlite")
    try:
        with on(bench.cores.subject), running(fsync="on", full_page_writes="on") as server, TemporaryDirectory(dir=bench.folder) as folder:
            os.sched_setaffinity(0, {bench.cores.load})
            figures += _figures(bench, "PostgreSQL", server.database(), Path(folder), "into_postgresql")
    except pytest.skip.Exception as missing:
        figures.append(Figure("a journal into PostgreSQL", "", f"skipped: {missing}"))
    return figures


def _figures(bench: Bench, kind: str, url: str, folder: Path, bar: str) -> list[Figure]:
    name, count = bench.judged, bench.plan.shipped
    run = uvloop.run(_shipped(url, count, folder / "journal"))
    shown = f"{count:,} entries, {run.processor / count * 1e6:.0f} us of the processor each"
    late = run.late[len(run.late) * 99 // 100]
    # From where a tenth is shipped: buffers have their size by then.
    grown = run.resident[-1] - run.resident[len(run.resident) // 10]
    return [
        judged(f"a journal into {kind}", name, shown, count / run.seconds, bar=bar, judge=name),
        Figure(f"others wait, {kind}", name, f"median {run.late[len(run.late) // 2]:.1f} ms, 99 % under {late:.1f} ms"),
        Figure(f"memory it leaves, {kind}", name, f"{run.resident[-1] / 1024:.1f} MB, {grown:+,} KB since a tenth was shipped"),
    ]


async def _shipped(url: str, count: int, root: Path) -> Run:
    journal = Journal.open(root, cap=1 << 32, sync_every=0.01, durable=False)
    for number in range(count):
        journal.append(usual(number))
    shipper = Shipper(root, journal, url)
    late: list[float] = []
    resident: list[int] = []
    began, processor = perf_counter(), process_time()
    shipper.begin()
    while shipper.progress.entries:
        asked = perf_counter()
        await asyncio.sleep(TICK)
        late.append((perf_counter() - asked - TICK) * 1e3)
        if len(late) % LOOK == 1:
            resident.append(_resident_kb())
    seconds, processor = perf_counter() - began, process_time() - processor
    failures = shipper.progress.failures
    await shipper.close()
    journal.close()
    if failures:
        raise OSError(f"{failures} attempts to ship failed")
    return Run(seconds, processor, sorted(late), resident)


def _resident_kb() -> int:
    """Of this process alone: the server is a child of it."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * tree.PAGE // 1024
