"""A B A B: every subject in turn, round after round, so that a drifting machine drifts for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.bench.subjects import Subject

T = TypeVar("T")


def interleaved(subjects: Sequence[Subject], rounds: int, once: Callable[[Subject], T]) -> dict[str, list[T]]:
    """What each subject did in each round, by its name."""
    done: dict[str, list[T]] = {subject.name: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            done[subject.name].append(once(subject))
    return done
