"""Run measurements and print their table: `python -m tests.bench [whole streams …]`."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import orjson

from tests.bench import (
    big,
    crossing,
    idle,
    latency,
    ledger_booking,
    ledger_journal,
    ledger_shipping,
    ledger_usage,
    ledger_whole,
    limited,
    machine,
    memory,
    start,
    streams,
    whole,
    yardstick,
)
from tests.bench.figures import Figure, render
from tests.bench.plan import QUICK, Bench, Plan
from tests.bench.processes import ROOT
from tests.bench.spy import Spy
from tests.bench.subjects import RULER, STARTS
from tests.bench.trouble import CouldNotRunError, NotInstalledError

MEASURES: Mapping[str, Callable[[Bench], list[Figure]]] = {
    "whole": whole.measure,
    "streams": streams.measure,
    "latency": latency.measure,
    "big": big.measure,
    "crossing": crossing.measure,
    "journal": ledger_journal.measure,
    "booking": ledger_booking.measure,
    "shipping": ledger_shipping.measure,
    "usage": ledger_usage.measure,
    "ledger": ledger_whole.measure,
    "limits": limited.measure,
    "idle": idle.measure,
    "start": start.measure,
    "memory": memory.measure,
}
# A subject that dies or talks nonsense under load costs its own measure only.
TROUBLE = (CouldNotRunError, OSError, http.client.HTTPException, subprocess.SubprocessError, orjson.JSONDecodeError)


def say(text: str) -> None:
    """To whoever is waiting."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def subjects(text: str) -> tuple[str, ...]:
    """Names with commas between them."""
    names = tuple(text.split(","))
    known = [name for name in STARTS if name != RULER]
    if not set(names) <= set(known) or len(set(names)) < len(names):
        raise argparse.ArgumentTypeError(f"write some of {','.join(known)}, each once")
    return names


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="nginx, a bare client and the gateway side by side.")
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"some of: {', '.join(MEASURES)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="shorter rounds and a soak of 200,000 requests, for a look on the way")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a bar is missed")
    parser.add_argument("--profile", action="store_true", help="one more load under py-spy, and the busiest functions")
    parser.add_argument(
        "--subjects", type=subjects, default=("bare", "gateway"), help="compared with nginx; the last one is judged (bare,gateway)"
    )
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.measures if name not in MEASURES]
    if unknown:
        parser.error(f"no measure {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    return chosen


def measure(name: str, bench: Bench) -> tuple[list[Figure], bool]:
    """The figures of one measure, or a line that says why there are none; and whether that is an error."""
    say(f"{name} …")
    try:
        return MEASURES[name](bench), True
    except NotInstalledError as missing:
        return [Figure(name, "", f"skipped: {missing}")], True
    except TROUBLE as error:
        return [Figure(name, "", "could not run", note=f"{type(error).__name__}: {error}")], False


def run(chosen: argparse.Namespace, folder: Path) -> int:
    """Everything that was asked for, one after the other."""
    files, cores = machine.raise_open_files(), machine.choose_cores()
    os.sched_setaffinity(0, {cores.load})
    spy = Spy(folder) if chosen.profile else None
    bench = Bench(QUICK if chosen.quick else Plan(), cores, files, folder, (RULER, *chosen.subjects), spy, say)
    say(machine.describe(cores, files))
    figures: list[Figure] = []
    good = True
    for name in chosen.measures or MEASURES:
        before = yardstick.steady()
        found, ran = measure(name, bench)
        slower = (before + yardstick.steady()) / 2
        say(f"  Python took {slower:.1f} times as long as where the bars were set")
        figures, good = figures + yardstick.told(found, slower), good and ran
    say("\n" + render(figures))
    for report in spy.reports if spy else ():
        say("\n" + report)
    missed = [figure for figure in figures if figure.verdict.startswith("MISS")]
    return 0 if good and not (chosen.strict and missed) else 1


def main() -> int:
    """Whatever ends us, what we started ends too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    chosen = options(sys.argv[1:])
    scratch = ROOT / ".bench"
    scratch.mkdir(exist_ok=True)
    if chosen.profile:  # profiles are kept
        return run(chosen, Path(tempfile.mkdtemp(dir=scratch)))
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        return run(chosen, Path(folder))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CouldNotRunError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
