"""What a provider says is left of its rate limits."""

from __future__ import annotations

from msgspec import Struct


class Window(Struct, frozen=True):
    """One limit: how many, how many of them are left, and when it is full again."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None  # seconds from now


class Limits(Struct, frozen=True, kw_only=True):
    """The two limits every provider has. None: nothing was said of it."""

    requests: Window | None = None
    tokens: Window | None = None
