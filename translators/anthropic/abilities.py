"""Which model of this wire takes what, as a table: requests from other wires are written so that none of it is refused.

https://platform.claude.com/docs/en/build-with-claude/thinking, …/effort, …/structured-outputs and the models' migration guides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

_TO_HIGH = ("low", "medium", "high")
_TO_MAX = ("low", "medium", "high", "max")
_ALL = ("low", "medium", "high", "xhigh", "max")


class Abilities(Struct, frozen=True, kw_only=True):
    """What one model takes."""

    budget: bool = True  # {"type": "enabled", "budget_tokens": …}
    adaptive: bool = False  # {"type": "adaptive"}
    unasked: bool = False  # it thinks when nothing is said of it
    off: Literal["silence", "disabled", "between_tools", "never"] = "silence"  # how it is told not to think
    hides: bool = False  # its thoughts come empty unless a summary is asked for
    efforts: tuple[str, ...] = ()  # the words `output_config.effort` may be
    sampling: Literal["all", "either", "none"] = "all"  # temperature and top_p: both, one of them, neither
    forced: bool = True  # a tool may be forced, as long as it does not think
    formats: bool = False  # `output_config.format`, and strict tools
    prefill: bool = True  # it goes on where the last message, its own, stops
    longest: int = 64_000  # tokens of an answer, thoughts included


_NEWEST = Abilities(
    budget=False,
    adaptive=True,
    unasked=True,
    off="never",
    hides=True,
    efforts=_ALL,
    sampling="none",
    forced=False,
    formats=True,
    prefill=False,
    longest=128_000,
)
_OPUS_5 = replace(_NEWEST, off="disabled", forced=True)
_OPUS_4_7 = replace(_OPUS_5, unasked=False, off="silence")
_CLAUDE_4_6 = replace(_OPUS_4_7, budget=True, hides=False, efforts=_TO_MAX, sampling="either")
_CLAUDE_4_5 = Abilities(sampling="either", formats=True)
_CLAUDE_4 = Abilities()
_CLAUDE_3 = Abilities(budget=False, longest=4096)

# The first that is found in a model's name. Names are compared in lower case, with a dash for every dot and underscore.
_END = r"(?!-?\d{1,2}(?!\d))"  # no further digit of the version; a date may follow
_ROWS: tuple[tuple[str, Abilities], ...] = (
    (r"(fable|mythos)-(5|preview)", _NEWEST),
    (rf"opus-5-5{_END}", _NEWEST),
    (rf"sonnet-5-5{_END}", replace(_NEWEST, off="between_tools")),
    (rf"haiku-5-5{_END}", _OPUS_5),
    (rf"(opus|sonnet)-5{_END}", _OPUS_5),
    (rf"opus-4-[78]{_END}", _OPUS_4_7),
    (rf"(opus|sonnet)-4-6{_END}", _CLAUDE_4_6),
    (rf"opus-4-5{_END}", replace(_CLAUDE_4_5, efforts=_TO_HIGH)),
    (rf"(sonnet|haiku)-4-5{_END}", _CLAUDE_4_5),
    (rf"opus-4-1{_END}", replace(_CLAUDE_4_5, longest=32_000)),
    (rf"(opus-4(-0)?{_END}|4-opus)", replace(_CLAUDE_4, longest=32_000)),
    (rf"(sonnet-4(-0)?{_END}|4-sonnet)", _CLAUDE_4),
    (r"3-7-sonnet", _CLAUDE_4),
    (r"3-5-(sonnet|haiku)", replace(_CLAUDE_3, longest=8192)),
    (r"claude-(3|2|v\d|instant)", _CLAUDE_3),
    (r"claude", _NEWEST),  # newer than this table
)
_KNOWN = tuple((re.compile(rf"(?<![0-9a-z]){pattern}"), row) for pattern, row in _ROWS)
OTHERS = Abilities()  # of other makers, behind this wire


@lru_cache(1024)
def abilities(model: str) -> Abilities:
    """What a model takes, by its name: `claude-opus-4-6`, `anthropic/claude-opus-4.6`, `claude-opus-4-6@20260101`."""
    name = re.sub(r"[._]", "-", model.lower())
    return next((row for pattern, row in _KNOWN if pattern.search(name)), OTHERS)
