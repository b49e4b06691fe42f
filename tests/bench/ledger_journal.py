"""What writing an entry costs a call, how fast entries are read again, and whether millions of them leave anything in memory."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from console.cli.serve import EASY
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import read
from tests.bench import tree
from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.journals import USUAL

ROUND = 100_000  # entries that are appended, then read and dropped
PORTION = 2_000  # read at once
SINGLE = 20_000  # appended with an eye on each


def measure(bench: Bench) -> list[Figure]:
    """On the disk the benchmark's folder is on, forced to it as often as in a gateway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EASY)
    with TemporaryDirectory(dir=bench.folder) as folder:
        journal = Journal.open(Path(folder), cap=1 << 30, sync_every=0.01, durable=False)
        try:
            return [*_many(bench, journal), _each(bench, journal)]
        finally:
            journal.close()


def _many(bench: Bench, journal: Journal) -> list[Figure]:
    """Rounds of appending and reading; the processor's time, the disk thread's included."""
    name, appends, reads, looks = bench.judged, [], [], []
    after = START
    for count in range(0, bench.plan.entries, ROUND):
        began = process_time()
        _append(journal, ROUND)
        appended = process_time()
        after = _take(journal, after, ROUND)
        appends.append((appended - began) / ROUND * 1e6)
        reads.append(ROUND / (process_time() - appended))
        journal.drop(after)
        looks.append(tree.resident_kb(os.getpid()))
        if count % (10 * ROUND) == 0:
            bench.say(f"  {count + ROUND:>10,} entries  {looks[-1] / 1024:.1f} MB")
    grown = looks[-1] - looks[len(looks) // 10]
    many = f"{bench.plan.entries:,} entries"
    return [
        judged("an entry appended", name, many, median(appends), bar="append", judge=name),
        judged("entries read", name, many, median(reads), bar="reading", judge=name),
        judged("memory they leave", name, f"{looks[-1] / 1024:.1f} MB after {many}", grown, bar="flat", judge=name),
    ]


def _each(bench: Bench, journal: Journal) -> Figure:
    """The longest that one append holds up the loop: a disk that is busy is seen here first."""
    took = []
    for _ in range(SINGLE):
        began = perf_counter()
        journal.append(USUAL)
        took.append((perf_counter() - began) * 1e6)
    took.sort()
    shown = f"median {median(took):.1f} us, 99.9 % under {took[SINGLE * 999 // 1000]:.0f} us, longest {took[-1] / 1000:.1f} ms"
    return Figure("an append, as it is waited for", bench.judged, shown)


def _append(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.append(USUAL)


def _take(journal: Journal, after: Position, count: int) -> Position:
    """So many, in portions, each forgotten before the next."""
    while count:
        found = read(journal.folder, after, PORTION)
        after, count = found.upto, count - len(found.entries)
    return after
