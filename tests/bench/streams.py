"""300 streams at once, 50 events a second each: processor time for an event. Every stream must be complete."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from statistics import median

import uvloop

from tests.bench import listener, texts, tree
from tests.bench.figures import Figure, judged, ratio
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import RULER, Place, Subject, reading_provider, side_by_side
from tests.bench.trouble import CouldNotRunError

STREAMS = 300
RATE = 50  # events a second of one stream
EVENTS = 200  # content events of one stream
WARM = 1.0  # seconds before counting begins
STEADY = 0.97  # of the rate that was meant; below this provider, load or subject could not keep up


@dataclass(frozen=True, slots=True)
class Round:
    """What was seen while the streams ran."""

    cpu: float  # seconds for one event
    rate: float  # events a second, all streams together
    busy: float  # share of the core


def measure(bench: Bench) -> list[Figure]:
    """The rate is given, so what differs is the processor time."""

    def once(subject: Subject) -> Round:
        return uvloop.run(listen(subject, bench.plan.stream_seconds))

    with (
        reading_provider(bench.folder, bench.cores.load, rate=RATE, events=EVENTS) as provider,
        side_by_side(bench.subjects, bench.folder, Place(provider, streaming=True), bench.cores.subject) as subjects,
    ):
        rounds = interleaved(subjects, bench.plan.stream_rounds, once)
        if bench.spy:
            bench.spy.watch("streams", subjects[-1].pid, lambda: once(subjects[-1]))
    return [figure(name, bench.judged, rounds) for name in bench.subjects]


async def listen(subject: Subject, seconds: float) -> Round:
    """Open the streams, let them run, count in the middle, then wait until each has ended."""
    tally = listener.Tally()
    callers = await listener.call(subject.port, STREAMS, tally, texts.request(texts.question(stream=True)), expected=EVENTS + texts.LAST)
    await asyncio.sleep(WARM)
    cpu, events, began = tree.cpu_seconds(subject.pid), tally.events, time.monotonic()
    await asyncio.sleep(seconds)
    spent, seen, took = tree.cpu_seconds(subject.pid) - cpu, tally.events - events, time.monotonic() - began
    tally.again = False
    await finish(subject, tally)
    await listener.hang_up(callers)
    if not seen:
        raise CouldNotRunError(f"{subject.name}: no events in {seconds} s")
    return Round(spent / seen, seen / took, spent / took)


async def finish(subject: Subject, tally: listener.Tally) -> None:
    """All streams end by themselves and none has lost an event."""
    await listener.until(lambda: tally.complete or bool(tally.faults) or tally.lost > 0, EVENTS / RATE * 3 + 5)
    if tally.faults or tally.lost or not tally.complete:
        missing = tally.begun - tally.finished
        raise CouldNotRunError(f"{subject.name}: {missing} streams did not end, {tally.lost} were cut, faults: {tally.faults[:3]}")


def figure(name: str, judge: str, rounds: dict[str, list[Round]]) -> Figure:
    """Processor time for an event, and a note when the streams were late."""
    own = rounds[name]
    cpu, rate, busy = (median(getattr(one, field) for one in own) for field in ("cpu", "rate", "busy"))
    shown = f"{cpu * 1e6:.1f} us/event, {busy:.0%} of its core"
    late = rate < STEADY * STREAMS * RATE
    note = f"{name}: {rate:,.0f} events/s where {STREAMS * RATE:,} were meant: something could not keep up" if late else ""
    if name == RULER:
        return Figure("300 streams", name, shown, note=note)
    dearer = ratio([one.cpu for one in own], [one.cpu for one in rounds[RULER]])
    return judged("300 streams, CPU", name, shown, dearer, bar="streams", judge=judge, note=note)
