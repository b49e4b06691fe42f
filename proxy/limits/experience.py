"""How long answers usually are: what is held of a limit with `hold = "expected"`."""

from __future__ import annotations

from math import ceil, log2

ENOUGH = 50  # answers of one model, before anything is known of it
FORGETTING = 1_000  # answers; then what was before counts half
STEPS = 4  # of lengths between one and its double
MOST = 500  # models: callers may think of names
SHARE = 0.99


class Experience:
    """By target: how many answers there were of each length, roughly."""

    def __init__(self) -> None:
        self._lengths: dict[str, dict[int, int]] = {}
        self._counts: dict[str, int] = {}
        self._likely: dict[str, int | None] = {}

    def note(self, target: str, tokens: int) -> None:
        """An answer was so long."""
        lengths = self._lengths.get(target)
        if lengths is None:
            if len(self._lengths) >= MOST:
                return
            lengths = self._lengths[target] = {}
        step = ceil(STEPS * log2(tokens)) if tokens > 1 else 0
        lengths[step] = lengths.get(step, 0) + 1
        count = self._counts[target] = self._counts.get(target, 0) + 1
        if count >= FORGETTING:
            self._lengths[target] = {step: many // 2 for step, many in lengths.items() if many > 1}
            self._counts[target] = sum(self._lengths[target].values())
        self._likely.pop(target, None)

    def likely(self, target: str) -> int | None:
        """Tokens that 99 of 100 answers do not exceed; None while too few were seen."""
        if target not in self._likely:
            self._likely[target] = self._found(target)
        return self._likely[target]

    def _found(self, target: str) -> int | None:
        count = self._counts.get(target, 0)
        if count < ENOUGH:
            return None
        below = 0
        for step in sorted(self._lengths[target]):
            below += self._lengths[target][step]
            if below >= SHARE * count:
                return ceil(2 ** (step / STEPS))
        return None
