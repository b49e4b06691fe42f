"""A request of 10 MB with pictures in base64: how long until the reply, compared with nginx."""

from __future__ import annotations

import http.client
import time
from statistics import median

from tests.bench import probe, texts, tree
from tests.bench.figures import Figure, judged, ratio
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import RULER, Place, Subject, reading_provider, side_by_side
from tests.bench.trouble import CouldNotRunError

MEGABYTES = 10
SLACK = 1_000  # a subject may write the fields around the pictures anew


def measure(bench: Bench) -> list[Figure]:
    """The provider reads the whole body before it answers, and says how long it was."""
    body = texts.pictures(MEGABYTES)

    def once(subject: Subject) -> tuple[float, float]:
        cpu = tree.cpu_seconds(subject.pid)
        times = send(subject, body, bench.plan.big_requests)
        return median(times), (tree.cpu_seconds(subject.pid) - cpu) / len(times)

    with (
        reading_provider(bench.folder, bench.cores.load) as provider,
        side_by_side(bench.subjects, bench.folder, Place(provider), bench.cores.subject) as subjects,
    ):
        for subject in subjects:
            send(subject, body, 3)
        rounds = interleaved(subjects, bench.plan.rounds, once)
        if bench.spy:
            bench.spy.watch("big", subjects[-1].pid, lambda: send(subjects[-1], body, 100))
    return [figure(name, bench.judged, rounds) for name in bench.subjects]


def send(subject: Subject, body: bytes, times: int) -> list[float]:
    """One after the other on a kept connection; the seconds each took."""
    connection = http.client.HTTPConnection("127.0.0.1", subject.port, timeout=30)
    took = []
    try:
        for _ in range(times):
            began = time.perf_counter()
            reply = probe.ask(connection, subject, body)
            took.append(time.perf_counter() - began)
            arrived = reply["usage"]["prompt_tokens"]
            if abs(arrived - len(body)) > SLACK:
                raise CouldNotRunError(f"{subject.name}: {arrived:,} bytes arrived of {len(body):,}")
    finally:
        connection.close()
    return took


def figure(name: str, judge: str, rounds: dict[str, list[tuple[float, float]]]) -> Figure:
    """A subject's median time, and its processor time beside it."""
    times = [took for took, _ in rounds[name]]
    shown = f"{median(times) * 1e3:.1f} ms, CPU {median(cpu for _, cpu in rounds[name]) * 1e3:.1f} ms"
    if name == RULER:
        return Figure("10 MB request", name, shown)
    slower = ratio(times, [took for took, _ in rounds[RULER]])
    return judged("10 MB request, time", name, shown, slower, bar="big", judge=judge)
