"""One connection, whole reply: how much later than nginx's the median reply comes."""

from __future__ import annotations

from statistics import median

from tests.bench import probe, texts
from tests.bench.figures import Figure, judged
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import RULER, Place, Subject, cheap_provider, side_by_side
from tests.bench.wrk import Wrk


def measure(bench: Bench) -> list[Figure]:
    """The median of each round, less nginx's of the same round."""
    load = Wrk.asking(bench.folder, texts.question(), texts.answer())

    def once(subject: Subject) -> float:
        return load.run(subject.port, bench.plan.latency_seconds, connections=1).median * 1e6

    with (
        cheap_provider(bench.folder, bench.cores.load) as provider,
        side_by_side(bench.subjects, bench.folder, Place(provider), bench.cores.subject) as subjects,
    ):
        for subject in subjects:
            probe.check(subject)
            load.run(subject.port, 1, connections=1)
        rounds = interleaved(subjects, bench.plan.latency_rounds, once)
        if bench.spy:
            bench.spy.watch("latency", subjects[-1].pid, lambda: load.run(subjects[-1].port, 5, connections=1))
    return [figure(name, bench.judged, rounds) for name in bench.subjects]


def figure(name: str, judge: str, rounds: dict[str, list[float]]) -> Figure:
    """A subject's median, and what it adds."""
    shown = f"p50 {median(rounds[name]):.0f} us"
    if name == RULER:
        return Figure("one connection", name, shown)
    added = median(own - ruler for own, ruler in zip(rounds[name], rounds[RULER], strict=True))
    return judged("one connection, added p50", name, shown, added, bar="latency", judge=judge)
