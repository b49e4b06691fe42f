"""What the models behind this wire can do and refuse: OpenAI's by the table both its wires share, others by a row here."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from translators.openai_models import Model, Role, model_of


class Abilities(Struct, frozen=True, kw_only=True):
    """What one model takes."""

    efforts: tuple[str, ...] = ()  # words of reasoning_effort it knows; none: it does not think, or not by request
    rests: bool = False  # without being asked to think it does not, and takes what thinking models refuse
    refuses: frozenset[str] = frozenset()  # fields that are answered with an error
    acts_at_rest: bool = False  # it may call functions only while it does not think
    orders: Role = "system"  # as which role a developer speaks to it
    marks: Literal["cache_control", "prompt_cache_breakpoint"] | None = None  # how a part is marked for the prompt cache
    keyed: bool = False  # may it be told which questions share a cached beginning?
    signer: str | None = None  # whose signed thoughts its server takes back
    thoughts: bool = False  # does it read its earlier thoughts in the clear?

    @property
    def videos(self) -> bool:
        """May it be shown some? OpenAI's own API has no part for it, and Claude sees none."""
        return self.orders == "system" and self.signer != "anthropic"

    @property
    def draws(self) -> bool:
        """May it be asked for pictures, and be told what it drew? Again, OpenAI's own API has no place for that."""
        return self.videos


_SAMPLING = frozenset({"temperature", "top_p", "frequency_penalty", "presence_penalty", "logprobs", "top_logprobs", "stop"})
_SEEDS = frozenset({"seed", "n"})
_PARALLEL = frozenset({"parallel_tool_calls"})
_VERBOSITY = frozenset({"verbosity"})
_NO_PENALTIES = frozenset({"presence_penalty", "frequency_penalty", "stop"})
_O = ("low", "medium", "high")
_OPEN = Abilities(efforts=_O, thoughts=True)  # those that want to see what they thought before they used a tool

# Models of other makers than OpenAI. The first row whose pattern is found in a name counts.
_ROWS: tuple[tuple[re.Pattern[str], Abilities], ...] = tuple(
    (re.compile(pattern), abilities)
    for pattern, abilities in (
        (r"grok-3-mini", Abilities(efforts=("low", "high"), refuses=_NO_PENALTIES)),
        (r"grok-4(-|$)|grok-code", Abilities(refuses=_NO_PENALTIES)),
        (r"claude", Abilities(efforts=("none", "minimal", *_O, "xhigh"), marks="cache_control", signer="anthropic")),
        (r"gemini", Abilities(efforts=("none", "minimal", *_O), marks="cache_control", signer="gemini")),
        (r"deepseek|kimi|glm-|minimax|mimo|qwen|qwq", _OPEN),
    )
)
_ANY = Abilities(efforts=_O)  # a model nobody here knows


@lru_cache(maxsize=1024)
def abilities_of(model: str) -> Abilities:
    """What is known of a model by its name."""
    known = model_of(model)
    if known is not None:
        return _of_openai(known, "/" not in model)
    name = model.lower()
    return next((abilities for pattern, abilities in _ROWS if pattern.search(name)), _ANY)


def _of_openai(model: Model, here: bool) -> Abilities:
    """On this wire. `here`: asked at a server of OpenAI's kind, for others tell by a maker before the name whom they ask."""
    return Abilities(
        efforts=tuple(word for word in model.efforts if not (here and word == "max")),  # said on the other wire only
        rests=model.rests,
        refuses=frozenset()
        | (frozenset() if model.samples else _SAMPLING)
        | (frozenset() if model.seeds else _SEEDS)
        | (frozenset() if model.parallel else _PARALLEL)
        | (frozenset() if model.terse else _VERBOSITY),
        orders=model.orders,
        marks="prompt_cache_breakpoint" if model.breakpoints else None,
        keyed=True,
        acts_at_rest=here and model.acts_at_rest,
    )
