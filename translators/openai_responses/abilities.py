"""What the models behind this wire can do and refuse, a row for a kind of name. https://platform.openai.com/docs/guides/reasoning"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

Efforts = tuple[str, ...]


class Abilities(Struct, frozen=True, kw_only=True):
    """What one model takes."""

    efforts: Efforts = ()  # it knows; none of them: it does not reason, or not by request
    rests: bool = False  # without being asked to think it does not, and takes what thinking models refuse
    samples: bool = True  # takes temperature, top_p and logprobs
    sealed: bool = False  # gives its thoughts sealed when asked to
    breakpoints: bool = False  # of the prompt cache can be set

    def takes_sampling(self, effort: str | None) -> bool:
        """Models that can do without thinking refuse these only while they think."""
        return self.samples or effort == "none" or (effort is None and self.rests)


_O = ("low", "medium", "high")
_FIVE = ("minimal", *_O)
_FIVE_ONE = ("none", *_O)
_FIVE_TWO = (*_FIVE_ONE, "xhigh")
_LATEST = (*_FIVE_TWO, "max")


def _thinking(efforts: Efforts, *, rests: bool = False, breakpoints: bool = False) -> Abilities:
    return Abilities(efforts=efforts, rests=rests, samples=False, sealed=True, breakpoints=breakpoints)


# The first row that is found in a name counts. Names come with a maker before them (openai/…, openai.…), a date or a word behind.
_ROWS: tuple[tuple[str, Abilities], ...] = (
    (r"gpt-5-chat", Abilities()),
    (r"gpt-5-pro", _thinking(("high",))),
    (r"gpt-5\.\d-pro", _thinking(("medium", "high", "xhigh"))),
    (r"gpt-5\.1-codex-max", _thinking((*_O, "xhigh"))),
    (r"gpt-5\.1-codex", _thinking(_O)),
    (r"gpt-5\.\d-chat", _thinking(("medium",))),
    (r"gpt-5\.1", _thinking(_FIVE_ONE, rests=True)),
    (r"gpt-5\.[23]-codex", _thinking((*_O, "xhigh"))),
    (r"gpt-5\.[234]", _thinking(_FIVE_TWO, rests=True)),
    (r"gpt-5\.5", _thinking(_FIVE_TWO)),
    (r"gpt-(5\.[6-9]|[6-9])", _thinking(_LATEST, breakpoints=True)),
    (r"gpt-5-codex", _thinking(_O)),
    (r"gpt-5", _thinking(_FIVE)),
    (r"(^|[/.:_-])o[134](-|$)|codex|deep-research|computer-use", _thinking(_O)),
    (r"gpt-oss", Abilities(efforts=_O)),
    (r"grok-4(-0709|$)|grok-code", Abilities(sealed=True)),  # they always think, and refuse to be told how much
    (r"grok-3-mini", Abilities(efforts=("low", "high"), sealed=True)),
    (r"grok-[4-9]", Abilities(efforts=_O, sealed=True)),
    (r"gpt-|chatgpt|grok-[123]|davinci", Abilities()),
)
_PATTERNS = tuple((re.compile(pattern), abilities) for pattern, abilities in _ROWS)
_ANY = Abilities(efforts=_O)  # a model nobody here knows


@lru_cache(maxsize=1024)
def abilities_of(model: str) -> Abilities:
    """What is known of a model by its name."""
    name = model.lower()
    return next((abilities for pattern, abilities in _PATTERNS if pattern.search(name)), _ANY)
