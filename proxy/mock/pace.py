"""How long an answer takes: before it begins, and from token to token."""

from __future__ import annotations

import re

from msgspec import Struct

LENGTH = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|)")
SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}


class Pace(Struct, frozen=True):
    """Zero is at once."""

    latency: float = 0.0  # seconds until the first byte
    rate: float = 0.0  # tokens a second

    @property
    def gap(self) -> float:
        """Seconds from one token to the next."""
        return 1 / self.rate if self.rate else 0.0


def seconds(text: str) -> float | None:
    """`2s`, `250ms`, `1.5` or `1m`; None when it is no length of time."""
    match = LENGTH.fullmatch(text)
    return float(match[1]) * SECONDS[match[2]] if match else None
