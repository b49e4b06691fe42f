"""One model, as models.json has it."""

from __future__ import annotations

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of it. Prices are picodollars per token, by usage bucket."""

    context: int | None = None
    max_output: int | None = None
    abilities: tuple[str, ...] = ()
    price: dict[str, int] | None = None
    tiers: tuple[tuple[int, dict[str, int]], ...] = ()
    retires: str | None = None
    wire: str | None = None  # the only one it is offered on
