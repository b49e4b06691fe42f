"""Whole replies, 32 connections, 1 KB: requests a second, and processor time for each."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median

from tests.bench import probe, texts, tree
from tests.bench.figures import Figure, judged, ratio
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import RULER, Place, Subject, cheap_provider, side_by_side
from tests.bench.wrk import Wrk

SATURATED = 0.95  # of its core; below this the load was the limit, not the subject


@dataclass(frozen=True, slots=True)
class Round:
    """One run of the load."""

    rate: float
    cpu: float  # seconds for one request
    busy: float  # share of the core


def measure(bench: Bench) -> list[Figure]:
    """Requests a second as ratios to nginx; processor time says the same when the load was the limit."""
    load = Wrk.asking(bench.folder, texts.question(), texts.answer())

    with (
        cheap_provider(bench.folder, bench.cores.load) as provider,
        side_by_side(bench.subjects, bench.folder, Place(provider), bench.cores.subject) as subjects,
    ):
        for subject in subjects:
            probe.check(subject)
            load.run(subject.port, 1)  # warm: pools are filled, code is specialised
        rounds = interleaved(subjects, bench.plan.rounds, lambda subject: measured(subject, load, bench.plan.seconds))
        if bench.spy:
            bench.spy.watch("whole", subjects[-1].pid, lambda: load.run(subjects[-1].port, 5))
    return [figure for name in bench.subjects for figure in figures(name, bench.judged, rounds)]


def measured(subject: Subject, load: Wrk, seconds: int) -> Round:
    """One run, and what the subject spent on it."""
    cpu, began = tree.cpu_seconds(subject.pid), time.monotonic()
    done = load.run(subject.port, seconds)
    spent, took = tree.cpu_seconds(subject.pid) - cpu, time.monotonic() - began
    return Round(done.rate, spent / done.requests, spent / took)


def figures(name: str, judge: str, rounds: dict[str, list[Round]]) -> list[Figure]:
    """Two lines for a subject: by rate, which the bar judges, and by processor time."""
    own, ruler = rounds[name], rounds[RULER]
    rate, cpu, busy = (median(getattr(one, field) for one in own) for field in ("rate", "cpu", "busy"))
    shown = f"{rate:,.0f} /s"
    by_cpu = ratio([one.cpu for one in own], [one.cpu for one in ruler])
    note = "" if busy >= SATURATED else f"{name} used {busy:.0%} of its core: the load was the limit, believe the processor time"
    if name == RULER:
        return [Figure("whole replies, rate", name, shown, note=note), Figure("whole replies, CPU", name, f"{cpu * 1e6:.1f} us")]
    by_rate = ratio([one.rate for one in own], [one.rate for one in ruler])
    return [
        judged("whole replies, rate", name, shown, by_rate, bar="whole", judge=judge, note=note),
        Figure("whole replies, CPU", name, f"{cpu * 1e6:.1f} us", by_cpu, "x"),
    ]
