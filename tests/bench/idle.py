"""10,000 idle connections and 2,000 open streams: the memory one of each takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import uvloop

from tests.bench import listener, texts, tree
from tests.bench.figures import Figure, judged
from tests.bench.plan import Bench
from tests.bench.subjects import Place, Subject, prepare, reading_provider, started
from tests.bench.trouble import CouldNotRunError

RATE = 0.5  # events a second of one stream: open, and nearly silent
SPARE = 200  # open files a process needs for itself
WARM = 500  # connections opened and closed before, so that what is made once is made
REST = 1.0  # seconds for memory to settle


def measure(bench: Bench) -> list[Figure]:
    """Each subject alone: its memory before, with the connections, with the streams too."""
    idle, streams = counts(bench)
    fewer = (idle, streams) != (bench.plan.idle, bench.plan.open_streams)
    note = f"only {idle:,} and {streams:,}: a process may open {bench.files:,} files here" if fewer else ""
    figures: list[Figure] = []
    with reading_provider(bench.folder, bench.cores.load, rate=RATE, events=1_000_000) as provider:
        for name in bench.subjects:
            with started(prepare(name, bench.folder, Place(provider, streaming=True)), bench.cores.subject) as subject:
                by_idle, by_stream, total = uvloop.run(hold(subject, idle, streams))
            shown = f"{by_stream:.1f} KB, all together {total / 1024:,.0f} MB"
            figures.append(Figure(f"{idle:,} idle connections, each", name, f"{by_idle:.1f} KB"))
            figures.append(judged(f"{streams:,} open streams, each", name, shown, by_stream, bar="idle", judge=bench.judged, note=note))
    return figures


def counts(bench: Bench) -> tuple[int, int]:
    """What was planned, or in proportion what the limit of open files allows: a stream takes two of the subject."""
    idle, streams = bench.plan.idle, bench.plan.open_streams
    share = min(1.0, (bench.files - SPARE) / (idle + 2 * streams))
    return int(idle * share), int(streams * share)


async def hold(subject: Subject, idle: int, streams: int) -> tuple[float, float, float]:
    """Kilobytes of an idle connection, of an open stream, and of everything at the end."""
    whole, stream = texts.request(texts.question()), texts.request(texts.question(stream=True))
    warm = listener.Tally(again=False)
    await listener.hang_up(await callers(subject, WARM, warm, whole))
    await asyncio.sleep(REST)
    before = tree.resident_kb(subject.pid)
    resting = listener.Tally(again=False)
    asleep = await callers(subject, idle, resting, whole)
    with_idle = tree.resident_kb(subject.pid)
    running = listener.Tally(again=False)
    awake = await listener.call(subject.port, streams, running, stream)
    await wait(subject, running, lambda: running.events >= 2 * streams, 60.0)
    with_streams = tree.resident_kb(subject.pid)
    if resting.lost or running.lost or running.finished:
        raise CouldNotRunError(f"{subject.name} closed {resting.lost} idle connections and {running.lost + running.finished} streams")
    await listener.hang_up(asleep + awake)
    return (with_idle - before) / idle, (with_streams - with_idle) / streams, with_streams


async def callers(subject: Subject, number: int, tally: listener.Tally, request: bytes) -> list[listener.Listener]:
    """Connections that have had one whole reply each, and keep still."""
    made = await listener.call(subject.port, number, tally, request)
    await wait(subject, tally, lambda: tally.complete, 30.0)
    return made


async def wait(subject: Subject, tally: listener.Tally, done: Callable[[], bool], seconds: float) -> None:
    """Until it is done, and a moment more; a fault ends the wait."""
    await listener.until(lambda: done() or bool(tally.faults), seconds)
    if tally.faults or not done():
        raise CouldNotRunError(
            f"{subject.name}: {tally.finished:,} of {tally.begun:,} answered, {tally.events:,} events, {tally.faults[:3]}"
        )
    await asyncio.sleep(REST)
