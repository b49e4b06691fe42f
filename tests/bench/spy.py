"""Where the time goes: py-spy beside a subject under load, and its busiest functions."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.trouble import CouldNotRunError

SHOWN = 25
LONGEST = 60  # seconds; it is told to stop earlier


@dataclass(frozen=True, slots=True)
class Spy:
    """Runs py-spy and keeps what it saw."""

    folder: Path
    reports: list[str] = field(default_factory=list)

    def watch(self, name: str, pid: int, load: Callable[[], object]) -> None:
        """One more load, not counted in any figure, under py-spy."""
        seen = self.folder / f"{name}.stacks"
        script = Path(sys.executable).with_name("py-spy")
        if not script.exists():
            raise CouldNotRunError("py-spy is not in this environment: `make install` brings it")
        command = (str(script), "record", "--pid", str(pid), "--format", "raw", "--function", "--rate", "250")
        options = ("--duration", str(LONGEST), "--output", str(seen))
        with (self.folder / f"{name}.spy.log").open("wb") as log:
            process = subprocess.Popen((*command, *options), stdout=log, stderr=log)
            try:
                load()
                process.send_signal(signal.SIGINT)  # it writes what it has and ends
                process.wait(20)
            finally:
                process.kill()
                process.wait()
        if not seen.exists():
            said = (self.folder / f"{name}.spy.log").read_text(errors="replace").strip()
            raise CouldNotRunError(f"py-spy saw nothing (it must be allowed to trace): {said[-300:]}")
        self.reports.append(f"Profile of {name} ({seen})\n{table(seen.read_text().splitlines())}")


def table(stacks: Iterable[str]) -> str:
    """The functions that were running, with their share alone and with what they called."""
    alone: Counter[str] = Counter()
    inclusive: Counter[str] = Counter()
    for line in stacks:
        frames, _, count = line.rpartition(" ")
        names = frames.split(";")
        alone[names[-1]] += int(count)
        inclusive.update(dict.fromkeys(names, int(count)))
    total = alone.total() or 1
    lines = [f"{count / total:7.1%} {inclusive[name] / total:7.1%}  {name}" for name, count in alone.most_common(SHOWN)]
    return "\n".join((f"{'alone':>7} {'in all':>7}  function; what C code it calls is counted as its own", *lines))
