"""How much a model is to think: a word on some wires, a number of tokens on others. One table for both directions."""

from __future__ import annotations

# Effort to the budget it is given where only a number can be said. docs/wires.md shows this table.
BUDGETS = {"none": 0, "minimal": 1024, "low": 2048, "medium": 8192, "high": 16_384, "xhigh": 32_768, "max": 65_536}
# The least budget that is called so, where only a word can be said. No budget is called more than high: few models know more.
WORDS = ((10_000, "high"), (5_000, "medium"), (2_000, "low"), (1, "minimal"))


def budget_of(effort: str) -> int | None:
    """Tokens for a word; None for a word nobody knows."""
    return BUDGETS.get(effort)


def effort_of(budget: int) -> str:
    """A word for tokens. A negative budget leaves it to the model, as Gemini's -1 does."""
    if budget < 0:
        return "medium"
    return next((word for least, word in WORDS if budget >= least), "none")


def nearest(effort: str, known: tuple[str, ...]) -> str | None:
    """The word of those a model knows that comes nearest; the lesser of two. None when it knows none."""
    if effort in known or not known:
        return effort if known else None
    order = list(BUDGETS)
    if effort not in order:
        return None
    at = order.index(effort)
    return min(known, key=lambda word: (abs(order.index(word) - at), order.index(word)))
