"""How much is done: rounds, seconds, counts. The same words for every measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.machine import Cores
from tests.bench.spy import Spy


@dataclass(frozen=True, slots=True)
class Plan:
    """The long run, whose figures are kept."""

    rounds: int = 5
    seconds: int = 4  # of one round of load
    stream_rounds: int = 3
    stream_seconds: float = 6.0
    latency_rounds: int = 7
    latency_seconds: int = 2
    big_requests: int = 15  # in a round
    starts: int = 5
    settled: int = 100_000  # requests after which memory must stand still
    soak: int = 1_000_000
    idle: int = 10_000
    open_streams: int = 2_000
    entries: int = 10_000_000  # through the ledger's journal
    booked: int = 500_000  # into each database
    shipped: int = 200_000  # from a journal into each database


QUICK = Plan(
    rounds=3,
    seconds=2,
    stream_rounds=2,
    stream_seconds=3.0,
    latency_rounds=3,
    latency_seconds=1,
    big_requests=5,
    starts=5,
    soak=200_000,
    entries=500_000,
    booked=100_000,
    shipped=50_000,
)


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement is given."""

    plan: Plan
    cores: Cores
    files: int  # how many may be open in one process
    folder: Path
    subjects: tuple[str, ...]  # nginx first, what is judged last
    spy: Spy | None
    say: Callable[[str], None]

    @property
    def judged(self) -> str:
        """Whose figures meet the bars."""
        return self.subjects[-1]
