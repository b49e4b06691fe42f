"""How much a model is to think: what a question on this wire says of it, and what one from elsewhere is made to say."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from translators.anthropic.abilities import Abilities
from translators.canonical import Thinking
from translators.effort import BUDGETS, budget_of, effort_of, nearest

LEAST = 1024  # tokens: less is refused
ANSWER = 4096  # tokens an answer may have, beside its thoughts, when nobody says how long it may be: this wire requires a number
_LOST = ("reasoning_effort",)


class Plan(Struct, frozen=True):
    """How a model of this wire is told."""

    max_tokens: int
    thinking: dict[str, Any] | None = None
    effort: str | None = None
    dropped: tuple[str, ...] = ()
    shown: bool | None = field(default=None)

    @property
    def on(self) -> bool:
        """Is it told to think? Then nothing may be forced, and its temperature is its own."""
        return self.thinking is not None and self.thinking["type"] in ("enabled", "adaptive")


def read_thinking(thinking: Any, effort: Any) -> Thinking | None:
    """What the fields `thinking` and `output_config.effort` say. The first is kept as it is, for this wire."""
    word = effort if isinstance(effort, str) else None
    if not isinstance(thinking, dict):
        return None if word is None else Thinking(word)
    extra, display = {"thinking": thinking}, thinking.get("display")
    shown = None if display is None else display != "omitted"
    match thinking:
        case {"type": "enabled", "budget_tokens": int() as budget}:
            return Thinking(word, budget, extra, shown is not False)
        case {"type": "disabled" | "between_tools"}:
            return Thinking("none", None, extra, shown)
        case _:
            return Thinking(word, None, extra, shown)


def planned(thinking: Thinking | None, row: Abilities, longest: int | None) -> Plan:
    """What a question from another wire says to this model, so that it is not refused. `longest`: the answer it asks for."""
    effort, budget = (None, None) if thinking is None else (thinking.effort, thinking.budget)
    shown = None if thinking is None else thinking.shown
    if effort is None and budget is None:
        room = BUDGETS["high"] if row.unasked else 0
        wire = _adaptive(row, shown) if row.unasked and shown else None
        return Plan(_length(longest, room, row), wire)
    if effort == "none" or budget == 0:
        return _off(row, longest)
    word = effort_of(budget or 0) if effort is None else effort
    if row.adaptive and (budget is None or not row.budget):
        known = nearest(word, row.efforts)
        return Plan(_length(longest, BUDGETS.get(word, 0), row), _adaptive(row, shown), known, () if known else _LOST)
    return _counted(row, word if effort is not None else None, budget_of(word) if budget is None or budget < 0 else budget, longest)


def _adaptive(row: Abilities, shown: bool | None) -> dict[str, Any]:
    return {"type": "adaptive", "display": "summarized"} if row.hides and shown is not False else {"type": "adaptive"}


def _off(row: Abilities, longest: int | None) -> Plan:
    if row.off == "never":
        return Plan(_length(longest, BUDGETS["low"], row), effort=row.efforts[0] if row.efforts else None, dropped=_LOST)
    return Plan(_length(longest, 0, row), None if row.off == "silence" else {"type": row.off})


def _counted(row: Abilities, word: str | None, budget: int | None, longest: int | None) -> Plan:
    """So many tokens, which leave some for the answer."""
    if not row.budget or budget is None or (longest is not None and longest <= LEAST):
        return Plan(_length(longest, 0, row), dropped=_LOST)
    budget = max(LEAST, min(budget, row.longest - ANSWER))
    if longest is not None and budget >= longest:
        budget = max(LEAST, longest // 2)
    effort = None if word is None else nearest(word, row.efforts)
    return Plan(_length(longest, budget, row), {"type": "enabled", "budget_tokens": budget}, effort)


def _length(longest: int | None, room: int, row: Abilities) -> int:
    return min(ANSWER + room, row.longest) if longest is None else longest
