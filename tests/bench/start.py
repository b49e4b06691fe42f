"""From starting the command to the first 200 on /readyz."""

from __future__ import annotations

import time
from statistics import median

from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.bench.subjects import Place, prepare, reading_provider, started

PAUSE = 0.002  # seconds between two questions


def measure(bench: Bench) -> list[Figure]:
    """The median of some starts; one before them is not counted, it writes Python's compiled files."""
    with reading_provider(bench.folder, bench.cores.load) as provider:
        took = [once(bench, provider) for _ in range(bench.plan.starts + 1)][1:]
    shown = f"{median(took):.2f} s, slowest {max(took):.2f} s of {len(took)}"
    return [judged("start until ready", bench.judged, shown, median(took), bar="start", judge=bench.judged)]


def once(bench: Bench, provider: int) -> float:
    """Seconds of one start."""
    start = prepare(bench.judged, bench.folder, Place(provider))
    began = time.perf_counter()
    with started(start, bench.cores.subject, pause=PAUSE):
        return time.perf_counter() - began
