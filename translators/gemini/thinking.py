"""How much a model is to think, both ways: a number of tokens for some of Google's models, a word for others."""

from __future__ import annotations

from typing import Any

from translators.canonical import Thinking
from translators.effort import budget_of, effort_of, nearest
from translators.gemini.abilities import Abilities
from translators.translator import Wire


def read_thinking(wire: Wire) -> Thinking:
    """`thinkingConfig`."""
    level, budget, shown = wire.get("thinkingLevel"), wire.get("thinkingBudget"), wire.get("includeThoughts")
    known: dict[str, Any] = {}
    if isinstance(level, str):
        known["effort"] = level.lower()
    if isinstance(budget, int) and not isinstance(budget, bool):
        known["budget"] = budget
    if isinstance(shown, bool):
        known["shown"] = shown
    taken = {
        name for name, word in (("thinkingLevel", "effort"), ("thinkingBudget", "budget"), ("includeThoughts", "shown")) if word in known
    }
    return Thinking(**known, extra={name: value for name, value in wire.items() if name not in taken})


def write_thinking(thinking: Thinking, able: Abilities) -> dict[str, Any]:
    """`thinkingConfig` for a model that can do this. Empty when there is nothing to say that it would understand."""
    if able.thinks in ("never", "untold"):
        return {}
    wire = _level(thinking, able) if able.thinks == "level" else _budget(thinking, able)
    silent = thinking.effort == "none" or thinking.budget == 0
    shown = thinking.shown if thinking.shown is not None else not silent and (thinking.effort, thinking.budget) != (None, None)
    return wire | {"includeThoughts": True} if shown else wire


def _level(thinking: Thinking, able: Abilities) -> dict[str, Any]:
    """Not thinking at all is the least these models can do of it."""
    effort = thinking.effort
    if effort is None and thinking.budget is not None and thinking.budget >= 0:
        effort = effort_of(thinking.budget)
    level = None if effort is None else nearest(effort, able.levels)
    return {} if level is None else {"thinkingLevel": level}


def _budget(thinking: Thinking, able: Abilities) -> dict[str, Any]:
    budget = thinking.budget
    if budget is None and thinking.effort is not None:
        budget = budget_of(thinking.effort)
    if budget is None:
        return {}
    if budget < 0:
        return {"thinkingBudget": -1}
    if budget == 0:
        return {"thinkingBudget": 0 if able.off else able.least}
    return {"thinkingBudget": min(max(budget, able.least), able.most)}
