"""How limits stand, and what a call holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from proxy.limits.claims import Claim


class Standing(Struct, frozen=True, gc=False):
    """How one counter stands."""

    spent: int = 0
    held: int = 0
    reset: float | None = None  # seconds until some of it is free again by time alone; None: never

    @property
    def used(self) -> int:
        """Nobody else may have it."""
        return self.spent + self.held


class Held(Struct):
    """What a call holds, until it is settled, once."""

    claims: Sequence[Claim]
    kept: Sequence[Any]  # where the store keeps each
    standings: Sequence[Standing]  # how those of requests and tokens stood then, with this call in them
    settled: bool = False


class Exhausted(Exception):  # noqa: N818  it is an answer, not a fault
    """Too little is left for this claim; nothing is held of any."""

    def __init__(self, claim: Claim, standing: Standing) -> None:
        super().__init__(claim.counter)
        self.claim = claim
        self.standing = standing


class Reached(Struct, frozen=True):
    """A share of a limit that was not spent before, and is now."""

    claim: Claim
    percent: int
    spent: int


def reached(claim: Claim, before: int, after: int, shares: Iterable[int]) -> Iterator[Reached]:
    """Those of these shares, in percent, that were reached just now."""
    most = claim.limit.amount
    for percent in shares:
        if before * 100 < most * percent <= after * 100:
            yield Reached(claim, percent, after)
