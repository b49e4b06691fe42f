"""What the ledger costs a whole reply: processor time with it and without it, all told, and of its stage alone."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, process_time, time_ns

from msgspec.structs import replace

from config.snapshot import Model, Price, Target
from console.cli.serve import EASY
from proxy.call import Call, Facts, Reply
from proxy.exchange.single import Single
from proxy.observe.ledger import LedgerWatch
from proxy.observe.log import Log
from proxy.pipeline import pipeline
from proxy.stages.meter import Meter
from records.ledger.intake import Intake
from records.ledger.journal.journal import Journal
from records.money import reckon
from tests.bench import probe, texts
from tests.bench.figures import Figure, ratio
from tests.bench.interleave import interleaved
from tests.bench.plan import Bench
from tests.bench.subjects import LEDGERLESS, Place, cheap_provider, side_by_side
from tests.bench.whole import measured
from tests.bench.wrk import Wrk
from tests.made import call, provider
from translators.canonical import Batch, Usage

CALLS = 5_000  # in a round of the stage alone
PRICE = Price({"input": 150_000, "cache_read": 75_000, "output": 600_000})
USED = Usage(input=190, output=100)
PAIR = (LEDGERLESS, "gateway")


def measure(bench: Bench) -> list[Figure]:
    """Two gateways on one core, asked in turn; what each spends on a reply, shipper and disk thread included."""
    load = Wrk.asking(bench.folder, texts.question(), texts.answer())
    with (
        cheap_provider(bench.folder, bench.cores.load) as provider,
        side_by_side(PAIR, bench.folder, Place(provider), bench.cores.subject) as subjects,
    ):
        for subject in subjects:
            probe.check(subject)
            load.run(subject.port, 1)
        rounds = interleaved(subjects, bench.plan.rounds, lambda subject: measured(subject, load, bench.plan.seconds))
    without, kept = ([one.cpu * 1e6 for one in rounds[name]] for name in PAIR)
    added = median(one - other for one, other in zip(kept, without, strict=True))
    shown = f"{median(kept):.1f} us, {median(without):.1f} us without: {added:.1f} us more"
    return [
        Figure("whole replies, CPU with the ledger", "gateway", shown, ratio(kept, without), "x"),
        Figure("an entry made and appended", "gateway", f"{_stage(bench):.1f} us: the stage alone, of one whole reply"),
    ]


def _stage(bench: Bench) -> float:
    """Processor time that the stage adds to a call, in microseconds, the reckoning aside: the log has the cost as well."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*EASY)
    with TemporaryDirectory(dir=bench.folder) as folder, Path(folder, "log").open("wb") as out:
        journal = Journal.open(Path(folder, "journal"), cap=1 << 30, sync_every=0.01, durable=False)
        meter = Meter(Intake(journal, LedgerWatch(Log(out)), durable=False), monotonic, time_ns, lambda: False)
        model = Model(provider="house", name="m1", price=PRICE)
        target = Target(provider(models=()), "m1", "house/m1")
        target = Target(replace(target.provider, models={"m1": model}), "m1", "house/m1")
        asked, reckoned = replace(call(body=texts.question()), targets=(target,)), reckon(USED, PRICE)

        async def answered(one: Call) -> Reply:
            facts = one.facts
            facts.attempts, facts.target, facts.usage, facts.reason = 1, target, USED, "stop"
            facts.cost, facts.costs = reckoned.total, reckoned.buckets
            one.over(None)
            return Reply(target, Single(Batch(None, b"{}")), _nothing)

        metered = pipeline([meter], answered)
        try:
            pairs = [(_spent(metered, asked), _spent(answered, asked)) for _ in range(3 * bench.plan.rounds)]
        finally:
            journal.close()
    return median(one - other for one, other in pairs)


def _spent(run: Callable[[Call], Awaitable[Reply]], asked: Call) -> float:
    """Microseconds a call."""

    async def all_of_them() -> None:
        for _ in range(CALLS):
            await run(replace(asked, facts=Facts()))

    began = process_time()
    asyncio.run(all_of_them())
    return (process_time() - began) / CALLS * 1e6


async def _nothing() -> None:
    """There is nothing to close."""
