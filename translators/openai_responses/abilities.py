"""What the models behind this wire can do and refuse: OpenAI's by the table both its wires share, others by a row here."""

from __future__ import annotations

import re
from functools import lru_cache

from translators.openai_models import Model, model_of

_O = ("low", "medium", "high")

# Models of other makers than OpenAI. The first row that is found in a name counts.
_ROWS: tuple[tuple[re.Pattern[str], Model], ...] = tuple(
    (re.compile(pattern), model)
    for pattern, model in (
        (r"grok-4(-0709|$)|grok-code", Model(sealed=True)),  # they always think, and refuse to be told how much
        (r"grok-3-mini", Model(efforts=("low", "high"), sealed=True)),
        (r"grok-[4-9]", Model(efforts=_O, sealed=True)),
        (r"grok-[123]", Model()),
    )
)
_ANY = Model(efforts=_O, terse=True)  # a model nobody here knows


@lru_cache(maxsize=1024)
def abilities_of(model: str) -> Model:
    """What is known of a model by its name."""
    known = model_of(model)
    if known is not None:
        return known
    name = model.lower()
    return next((row for pattern, row in _ROWS if pattern.search(name)), _ANY)
