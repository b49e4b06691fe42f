"""What the models behind this wire can do and refuse: a row for a kind of name. It only matters for questions of other wires."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Role = Literal["system", "developer", "user"]


class Abilities(Struct, frozen=True, kw_only=True):
    """What one model takes."""

    efforts: tuple[str, ...] = ()  # words of reasoning_effort it knows; none: it does not think, or not by request
    rests: bool = False  # without being asked to think it does not, and takes what thinking models refuse
    refuses: frozenset[str] = frozenset()  # fields that are answered with an error
    orders: Role = "system"  # as which role a developer speaks to it
    marks: Literal["cache_control", "prompt_cache_breakpoint"] | None = None  # how a part is marked for the prompt cache
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


_SAMPLING = frozenset({"temperature", "top_p", "frequency_penalty", "presence_penalty", "logprobs", "top_logprobs"})
_O = ("low", "medium", "high")
_NONE = ("none", *_O)


def _thinking(*efforts: str, rests: bool = False, marks: Literal["prompt_cache_breakpoint"] | None = None) -> Abilities:
    return Abilities(efforts=efforts, rests=rests, refuses=_SAMPLING | {"stop"}, orders="developer", marks=marks)


_FIRST = Abilities(refuses=_SAMPLING | {"stop", "parallel_tool_calls"}, orders="user")
_O_SERIES = Abilities(efforts=_O, refuses=_SAMPLING | {"stop", "parallel_tool_calls"}, orders="developer")
_PLAIN = Abilities(orders="developer")
_OPEN = Abilities(efforts=_O, thoughts=True)  # those that want to see what they thought before they used a tool

# The first row whose pattern is found in a name counts. Names come with a maker before them (openai/…) and a date or a word behind.
_ROWS: tuple[tuple[re.Pattern[str], Abilities], ...] = tuple(
    (re.compile(pattern), abilities)
    for pattern, abilities in (
        (r"gpt-oss", Abilities(efforts=_O)),
        (r"gpt-5-(chat|search)|gpt-5\.\d-search", _PLAIN),
        (r"gpt-5-pro", _thinking("high")),
        (r"gpt-5\.\d-pro", _thinking("medium", "high", "xhigh")),
        (r"gpt-5\.1-codex-max|gpt-5\.[2-9]-codex", _thinking(*_O, "xhigh")),
        (r"gpt-5(\.1)?-codex", _thinking(*_O)),
        (r"gpt-5\.\d-chat", _thinking("medium")),
        (r"gpt-5\.1", _thinking(*_NONE, rests=True)),
        (r"gpt-5\.[2-4]", _thinking(*_NONE, "xhigh", rests=True)),
        (r"gpt-5\.5", _thinking(*_NONE, "xhigh")),
        (r"gpt-(5\.[6-9]|[6-9])", _thinking(*_NONE, "xhigh", "max", marks="prompt_cache_breakpoint")),
        (r"gpt-5", _thinking("minimal", *_O)),
        (r"(^|[/.:_-])o1-(mini|preview)", _FIRST),
        (r"(^|[/.:_-])o[134](-|$)", _O_SERIES),
        (r"gpt-|chatgpt", _PLAIN),
        (r"grok-3-mini", Abilities(efforts=("low", "high"), refuses=frozenset({"presence_penalty", "frequency_penalty", "stop"}))),
        (r"grok-4(-|$)|grok-code", Abilities(refuses=frozenset({"presence_penalty", "frequency_penalty", "stop"}))),
        (r"claude", Abilities(efforts=("none", "minimal", *_O, "xhigh"), marks="cache_control", signer="anthropic")),
        (r"gemini", Abilities(efforts=("none", "minimal", *_O), marks="cache_control", signer="gemini")),
        (r"deepseek|kimi|glm-|minimax|mimo|qwen|qwq", _OPEN),
    )
)
_ANY = Abilities(efforts=_O)  # a model nobody here knows


@lru_cache(maxsize=1024)
def abilities_of(model: str) -> Abilities:
    """What is known of a model by its name."""
    name = model.lower()
    return next((abilities for pattern, abilities in _ROWS if pattern.search(name)), _ANY)
