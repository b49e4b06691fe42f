"""What is counted against limits: held while a call runs, spent when it is over. A protocol, with twins in memory/ and redis/."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from config.snapshot import Length, Limits, Scope, Unit
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Held, Standing

Kind: TypeAlias = tuple[Scope, Unit, Length | None, bool]  # of counters: all names of it are recalled at once
Spending: TypeAlias = tuple[float, int]  # until when something was spent, and how much


class Forgotten(Exception):  # noqa: N818  it is met by recalling it
    """What was spent before is to be recalled once more; nothing is held."""


class Counters(Protocol):
    """All methods take the time as seconds since the epoch."""

    def begin(self, limits: Limits | None) -> None:
        """These will be met. In the running event loop."""

    async def admit(self, claims: Sequence[Claim], now: float) -> Held:
        """Hold all of them, or none: raises Exhausted, or Unreachable when nobody can say."""

    def settle(self, held: Held, used: Size, now: float) -> None:
        """Let go of what is held, and count what was used. A second time does nothing. Nobody waits for it: the answer goes out."""

    async def standing(self, counters: Sequence[Counter], now: float) -> Sequence[Standing]:
        """As they are now. Raises Unreachable."""

    async def close(self) -> None:
        """No more of it."""


class Recallable(Counters, Protocol):
    """Counters that can be told what was spent before they began."""

    @property
    def generation(self) -> int:
        """Another number, when what they were told may be forgotten."""

    async def recall(self, kind: Kind, ask: Callable[[], Awaitable[Mapping[str, Sequence[Spending]]]]) -> None:
        """All of a kind, by name: `ask` knows, and takes a while. Not asked where it is known already."""
