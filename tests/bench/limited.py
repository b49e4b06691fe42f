"""Whole replies under four limits and a budget, counted in the gateway's memory, and in Redis for all that share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest

from tests.bench import probe, texts
from tests.bench.figures import Figure, judged, ratio
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import LIMITED, RULER, SHARED, Place, cheap_provider, side_by_side
from tests.bench.trouble import NotInstalledError
from tests.bench.whole import measured
from tests.bench.wrk import Wrk
from tests.redis_server import RedisServer, started

WHOLE = (RULER, "gateway", LIMITED, SHARED)
BARS = {LIMITED: "limited", SHARED: "limited_redis"}


@contextmanager
def redis_in(folder: Path) -> Iterator[RedisServer]:
    """One for the time of the measure, on the core of whoever starts it."""
    try:
        with started(folder) as server:
            yield server
    except pytest.skip.Exception as missing:
        raise NotInstalledError(str(missing)) from missing


def measure(bench: Bench) -> list[Figure]:
    """Side by side with nginx, and with a gateway that has no limits; Redis shares its core with the load."""
    load = Wrk.asking(bench.folder, texts.question(), texts.answer())
    with (
        TemporaryDirectory(dir=bench.folder) as folder,
        redis_in(Path(folder)) as redis,
        cheap_provider(bench.folder, bench.cores.load) as provider,
        side_by_side(WHOLE, bench.folder, Place(provider, redis=redis.url), bench.cores.subject) as subjects,
    ):
        for subject in subjects:
            probe.check(subject)
            load.run(subject.port, 1)
        rounds = interleaved(subjects, bench.plan.rounds, lambda subject: measured(subject, load, bench.plan.seconds))
    free = [one.cpu * 1e6 for one in rounds["gateway"]]
    figures = []
    for name, bar in BARS.items():
        by_rate = ratio([one.rate for one in rounds[name]], [one.rate for one in rounds[RULER]])
        spent = [one.cpu * 1e6 for one in rounds[name]]
        shown = f"{median(one.rate for one in rounds[name]):,.0f} /s, {median(spent):.0f} us, {median(free):.0f} us without limits"
        figures.append(judged("four limits and a budget", name, shown, by_rate, bar=bar, judge=name))
    return figures
