"""Resident memory after 100,000 requests, and how it changes up to a million."""

from __future__ import annotations

import time
from statistics import linear_regression

from tests.bench import probe, texts, tree
from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.bench.subjects import Place, Subject, cheap_provider, prepare, started
from tests.bench.trouble import CouldNotRunError
from tests.bench.wrk import Wrk

ROUND = 2  # seconds of load between two looks
LONGEST = 1_200  # seconds; a subject that is slower than that is not worth the wait
# wrk ends by resetting its connections. The gateway lets go of them at once, but uvicorn, in the bare client, when its keep-alive
# timer rings: with the usual 75 s that would look like a slope for the first minute.
KEEP_ALIVE = 2
ENOUGH = 1_000_000  # requests for a slope that means something
LOOKS = 3  # fewer do not make a line
Look = tuple[int, float]  # requests so far, kilobytes


def measure(bench: Bench) -> list[Figure]:
    """One subject, one process, one long load."""
    load = Wrk.asking(bench.folder, texts.question(), texts.answer())
    with (
        cheap_provider(bench.folder, bench.cores.load) as provider,
        started(prepare(bench.judged, bench.folder, Place(provider, keep_alive=KEEP_ALIVE)), bench.cores.subject) as subject,
    ):
        probe.check(subject)
        fresh = tree.resident_kb(subject.pid)
        looks = soak(bench, subject, load)
    settled = [look for look in looks if look[0] >= bench.plan.settled]
    if len(settled) < LOOKS:
        raise CouldNotRunError(f"{subject.name}: only {looks[-1][0]:,} requests in {LONGEST} s")
    first, last = settled[0], settled[-1]
    slope = linear_regression([count / 100_000 for count, _ in settled], [size for _, size in settled]).slope
    name, after = bench.judged, first[1] / 1024
    shown = f"{after:.1f} MB after {first[0]:,} requests, {fresh / 1024:.1f} MB after one"
    grown = f"{slope:+.1f} KB per 100,000 requests, {last[1] / 1024:.1f} MB after {last[0]:,}"
    memory = judged("memory", name, shown, after, bar="memory", judge=name)
    if bench.plan.soak < ENOUGH:
        return [
            memory,
            Figure("soak, slope", name, grown, slope, "KB", note="too short a soak to judge: one step of the allocator is a slope"),
        ]
    return [memory, judged("soak, slope", name, grown, slope, bar="soak", judge=name)]


def soak(bench: Bench, subject: Subject, load: Wrk) -> list[Look]:
    """Load, look, load, until all requests are made."""
    looks: list[Look] = []
    total, limit = 0, time.monotonic() + LONGEST
    while total < bench.plan.soak and time.monotonic() < limit:
        total += load.run(subject.port, ROUND).requests
        looks.append((total, tree.resident_kb(subject.pid)))
        bench.say(f"  {total:>9,} requests  {looks[-1][1] / 1024:.1f} MB")
    return looks
