"""The same tools come with every request of an agent: what has been made of a schema once is not made again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from msgspec import json

LARGEST = 4096  # bytes of a schema that is worth keeping: one that is larger is rare, and is made anew
MOST = 256  # schemas of one kind
WHOLE, FEW = 64 * 1024, 16  # the same, of all tools of a question together

Made = TypeVar("Made")


def remembered(make: Callable[[Any], Made], *, largest: int = LARGEST, most: int = MOST) -> Callable[[Any], Made]:
    """The same function of a JSON value. What it gives is shared by all who ask: nobody may change it."""
    keep = lru_cache(most)(lambda text: make(json.decode(text)))

    @wraps(make)
    def made(value: Any) -> Made:
        try:  # what JSON has no words for can be made something of all the same
            text = json.encode(value)
        except (
            TypeError,
            UnicodeEncodeError,
            RecursionError,
            OverflowError,
        ):
            return make(value)
        return keep(text) if len(text) <= largest else make(value)

    return made
