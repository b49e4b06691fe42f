"""What OpenAI's models take and refuse, on both of its wires: a row for a kind of name. It only matters for questions of other wires.

https://developers.openai.com/api/docs/guides/reasoning and …/docs/models; what these do not say is told by the errors of its servers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Role = Literal["system", "developer", "user"]


class Model(Struct, frozen=True, kw_only=True):
    """What one model takes."""

    efforts: tuple[str, ...] = ()  # words for how much to think that it knows; none: it does not think, or not by request
    rests: bool = False  # without being asked to think it does not, and takes what thinking models refuse
    samples: bool = True  # takes temperature, top_p, penalties, log probabilities and stop sequences
    terse: bool = False  # can be told how long an answer should be, in other words than "medium"
    seeds: bool = True  # takes a seed and the number of answers
    parallel: bool = True  # takes parallel_tool_calls, on the chat wire: on the other one all do
    acts_at_rest: bool = False  # on the chat wire it may call functions only while it does not think
    sealed: bool = False  # gives its thoughts sealed when asked to
    breakpoints: bool = False  # of the prompt cache can be set
    orders: Role = "developer"  # as which role a developer speaks to it

    def takes_sampling(self, effort: str | None) -> bool:
        """Models that can do without thinking refuse some of it only while they think."""
        return self.samples or effort == "none" or (effort is None and self.rests)


_O = ("low", "medium", "high")
_NONE = ("none", *_O)
_X = (*_O, "xhigh")

_PLAIN = Model()
_SEARCH = Model(samples=False, seeds=False, parallel=False)  # nothing but a question, and an answer in a form
_THINKING = Model(samples=False, sealed=True, terse=True)
_PRESET = replace(_THINKING, terse=False)  # … only medium
_ACTING = replace(_THINKING, acts_at_rest=True)
_LATEST = replace(_ACTING, breakpoints=True)
_O_SERIES = replace(_PRESET, efforts=_O, parallel=False)

# The first row that is found in a name counts. Names come with a maker before them (openai/…, openai.…), a date or a word behind.
_ROWS: tuple[tuple[str, Model], ...] = (
    (r"gpt-oss", Model(efforts=_O, orders="system")),
    (r"gpt-.*-search", _SEARCH),
    (r"gpt-5-chat", _PLAIN),
    (r"(^|[/.:_-])chat-latest|gpt-5\.\d-chat", replace(_PRESET, efforts=("medium",))),
    (r"gpt-5-pro", replace(_THINKING, efforts=("high",))),
    (r"gpt-5\.\d-pro", replace(_THINKING, efforts=("medium", "high", "xhigh"))),
    (r"gpt-5\.1-codex-max|gpt-5\.[2-9]-codex", replace(_PRESET, efforts=_X)),
    (r"gpt-5(\.1)?-codex|codex-mini", replace(_PRESET, efforts=_O)),
    (r"gpt-5\.1", replace(_THINKING, efforts=_NONE, rests=True)),
    (r"gpt-5\.[23]", replace(_THINKING, efforts=("none", *_X), rests=True)),
    (r"gpt-5\.4", replace(_ACTING, efforts=("none", *_X), rests=True)),
    (r"gpt-5\.5", replace(_ACTING, efforts=("none", *_X))),
    (r"gpt-6-(astra|rosalind)|gpt-6\.1-sol", replace(_LATEST, efforts=(*_X, "max"))),  # they cannot be told not to think
    (r"gpt-(5\.[6-9]|[6-9])", replace(_LATEST, efforts=("none", *_X, "max"))),
    (r"gpt-5", replace(_THINKING, efforts=("minimal", *_O))),
    (r"(^|[/.:_-])o1-(mini|preview)", Model(samples=False, parallel=False, orders="user")),
    (r"deep-research", replace(_O_SERIES, efforts=("medium",))),
    (r"(^|[/.:_-])o[134](-|$)", _O_SERIES),
    (r"computer-use|(^|[/.:_-])daybreak|gpt-daybreak", replace(_PRESET, efforts=_O)),
    (r"gpt-|chatgpt|davinci|babbage", _PLAIN),
)
_PATTERNS = tuple((re.compile(pattern), model) for pattern, model in _ROWS)
_OTHERS = re.compile(r"(?<![a-z0-9])(sonar|grok|claude|gemini|deepseek)")  # deep-research, and the like, of other makers


@lru_cache(maxsize=1024)
def model_of(name: str) -> Model | None:
    """What is known of a model by its name; None when it is none of OpenAI's."""
    name = name.lower()
    if _OTHERS.search(name):
        return None
    return next((model for pattern, model in _PATTERNS if pattern.search(name)), None)
