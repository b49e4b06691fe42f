"""What is counted against limits: held while a call runs, spent when it is over. A protocol, with twins in memory/ and redis/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from config.snapshot import Limits
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Held, Standing


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
