"""Figures, the bars they are held against, and the table at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """What the project promises, and what it hopes for."""

    sense: Literal["at least", "at most"]
    limit: float
    goal: float | None
    unit: str

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.sense == "at least" else value <= self.limit

    def reaches_goal(self, value: float) -> bool:
        if self.goal is None:
            return False
        return value >= self.goal if self.sense == "at least" else value <= self.goal


BARS: Mapping[str, Bar] = {
    "whole": Bar("at least", 0.18, 0.22, "x"),
    "limited": Bar("at least", 0.16, None, "x"),
    "limited_redis": Bar("at least", 0.06, None, "x"),
    "streams": Bar("at most", 2.2, 2.0, "x"),
    "latency": Bar("at most", 150, None, "us"),
    "big": Bar("at most", 3.0, None, "x"),
    "event": Bar("at most", 8.0, None, "us"),
    "question": Bar("at most", 2.0, None, "ms"),
    "append": Bar("at most", 10.0, None, "us"),
    "reading": Bar("at least", 200_000, None, "/s"),
    "flat": Bar("at most", 2048, None, "KB"),
    "into_sqlite": Bar("at least", 5_000, None, "/s"),
    "into_postgresql": Bar("at least", 20_000, None, "/s"),
    "asked": Bar("at most", 100, None, "ms"),
    "idle": Bar("at most", 40, None, "KB"),
    "start": Bar("at most", 1.0, None, "s"),
    "memory": Bar("at most", 80, None, "MB"),
    "soak": Bar("at most", 100, 0, "KB"),  # a byte a request is a leak, less is the allocator's own
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `value` is what a bar judges; without a bar it is for the reader."""

    measure: str
    subject: str
    shown: str
    value: float | None = None
    unit: str = ""
    bar: Bar | None = None
    note: str = ""
    there: float | None = None  # the value, on the machine where the bars were set

    @property
    def verdict(self) -> str:
        """Of what was seen here, whatever it would be elsewhere."""
        if self.bar is None or self.value is None:
            return ""
        if not self.bar.holds(self.value):
            return "MISS here" if self.there is not None and self.bar.holds(self.there) else "MISS"
        return "ok, goal" if self.bar.reaches_goal(self.value) else "ok"


def judged(
    measure: str, subject: str, shown: str, value: float, *, bar: str, judge: str, note: str = "", there: float | None = None
) -> Figure:
    """A figure with its bar, when it is of the subject that is judged."""
    return Figure(measure, subject, shown, value, BARS[bar].unit, BARS[bar] if subject == judge else None, note, there)


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the ratios of neighbouring rounds: what drifts, drifts for both."""
    return median(one / other for one, other in zip(of, to, strict=True))


def render(figures: Sequence[Figure]) -> str:
    """The table, and the notes under it."""
    rows = [("measure", "subject", "figure", "to judge", "there", "bar", "goal", "")]
    notes = []
    for figure in figures:
        mark = ""
        if figure.note:
            notes.append(figure.note)
            mark = f" [{len(notes)}]"
        limit = f"{'>=' if figure.bar.sense == 'at least' else '<='} {figure.bar.limit:g}" if figure.bar else ""
        goal = f"{figure.bar.goal:g}" if figure.bar and figure.bar.goal is not None else ""
        value = "" if figure.value is None else f"{figure.value:.3g} {figure.unit}".strip()
        there = "" if figure.there is None else f"{figure.there:.3g}"
        rows.append((figure.measure, figure.subject, figure.shown, value, there, limit, goal, figure.verdict + mark))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines + [f"[{number}] {note}" for number, note in enumerate(notes, 1)])
