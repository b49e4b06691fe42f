"""What each model can do that another cannot, as rows of data. The first row that fits a model's name is its row."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace


class Abilities(Struct, frozen=True, kw_only=True):
    """One row."""

    system: bool = True  # instructions stand apart; else the user says them
    thinks: Literal["never", "budget", "level", "untold"] = "never"  # untold: of a model nobody knows
    least: int = 0  # tokens of thought, when there are any
    most: int = 0
    off: bool = True  # may it be told not to think?
    levels: tuple[str, ...] = ()  # the words it knows
    json_schema: bool = False  # takes JSON schema as it is, beside Google's own kind
    mixes: bool = False  # functions and an answer in JSON in one question
    validated: bool = False  # can be held to the schemas of its functions
    ids: bool = False  # its calls have ids, and it wants them back
    signed: bool = False  # refuses a call of its own that comes back without a signature
    media_in_results: bool = False  # pictures and documents inside the result of a function
    penalties: bool = True


_ALL = ("minimal", "low", "medium", "high")
_UPPER = ("low", "medium", "high")
_THREE = Abilities(
    thinks="level",
    levels=_UPPER,
    json_schema=True,
    mixes=True,
    validated=True,
    ids=True,
    signed=True,
    media_in_results=True,
    penalties=False,
)
_TWO_AND_A_HALF = Abilities(thinks="budget", least=1, most=24_576, json_schema=True, validated=True)


# https://ai.google.dev/gemini-api/docs/thinking has the budgets and the levels.
_ROWS: tuple[tuple[str, Abilities], ...] = (
    (r"gemini-3[.\d]*-flash-lite-image", replace(_THREE, levels=("minimal", "high"), signed=False)),
    (r"gemini-3[.\d]*-flash-image", replace(_THREE, levels=("minimal", "high"), signed=False)),
    (r"gemini-3[.\d]*-pro-image", replace(_THREE, levels=(), signed=False)),
    (r"gemini-3-pro(-preview)?$", replace(_THREE, levels=("low", "high"))),
    (r"gemini-3(\.\d+)?-flash-lite|gemini-flash-lite-latest", replace(_THREE, levels=_ALL)),
    (r"gemini-3(\.[1-6])?-flash", replace(_THREE, levels=_ALL)),
    (r"gemini-([3-9]|\d\d)|gemini-(pro|flash)-latest", _THREE),
    (r"gemini-2\.5-(flash|pro).*(image|tts|audio|live)", Abilities(json_schema=True)),
    (r"gemini-2\.5-flash-lite", replace(_TWO_AND_A_HALF, least=512)),
    (r"gemini-2\.5-(pro|computer-use)", replace(_TWO_AND_A_HALF, least=128, most=32_768, off=False)),
    (r"gemini-(2\.5|robotics)", _TWO_AND_A_HALF),
    (r"gemma-[123]", Abilities(system=False)),
    (r"gemini-(1|2\.0|pro)(?!.*thinking)", Abilities()),
)
_PATTERNS = tuple((re.compile(pattern), row) for pattern, row in _ROWS)
_UNKNOWN = Abilities(thinks="untold")


@lru_cache(maxsize=1024)
def abilities(model: str) -> Abilities:
    """Of a model, whatever stands before its name."""
    name = model.rpartition("/")[2].lower()
    return next((row for pattern, row in _PATTERNS if pattern.match(name)), _UNKNOWN)
