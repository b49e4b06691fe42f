"""Counters that know what was spent before them: a limit is counted from where the ledger stands when it is first met."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Callable, Mapping, Sequence
from time import time
from typing import Protocol
from zoneinfo import ZoneInfo

from config.snapshot import Limits, Scope, Unit
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Held, Standing
from proxy.limits.windows import SECONDS, window
from proxy.stores.counters import Forgotten, Kind, Recallable, Spending
from proxy.stores.shelf import Unreachable

PATIENCE = 5.0  # seconds that a call waits for it; a ledger that can be reached takes half of one


class Spent(Protocol):
    """What an amount of the past is made of."""

    @property
    def attempts(self) -> int:
        """Calls that providers were asked."""

    @property
    def tokens(self) -> int:
        """All of them."""

    @property
    def cost(self) -> int:
        """Nanodollars."""


class Past(Protocol):
    """Who knows it."""

    async def spent(self, scope: Scope, since: float, until: float, *, by_steps: bool) -> Mapping[str, Sequence[tuple[float, Spent]]]:
        """By name: until when something was spent, and how much. Waits until that is known."""


class RecallingCounters:
    """What is met for the first time has its calls wait, until it is known or they lose patience: raises Unreachable."""

    def __init__(
        self,
        counters: Recallable,
        past: Past | None,  # None where nobody knows it
        zone: Callable[[], ZoneInfo],
        failed: Callable[[Exception], None],
        now: Callable[[], float] = time,
    ) -> None:
        self._now = now
        self._counters = counters
        self._past = past
        self._zone = zone
        self._failed = failed
        self._known: set[Kind] = set()
        self._generation = counters.generation
        self._recalling: dict[Kind, Task[None]] = {}
        self._given_up: set[Kind] = set()  # nobody waits for these any more

    def begin(self, limits: Limits | None) -> None:
        """What is known to be wanted is recalled before anybody has to wait for it."""
        self._counters.begin(limits)
        for limit in limits.all if limits is not None else ():
            kind = limit.scope, limit.unit, limit.length, limit.rolling
            if self._has_a_past(kind) and kind not in self._recalling:
                self._ask(kind, self._now())

    async def admit(self, claims: Sequence[Claim], now: float) -> Held:
        """Hold all of them, or none: raises Exhausted."""
        while True:
            self._notice()
            for claim in claims:
                counter = claim.counter
                kind = counter[0], counter[2], counter[3], counter[4]
                if kind not in self._known:
                    await self._recalled(kind, now)
            if self._generation != self._counters.generation:
                continue
            try:
                return await self._counters.admit(claims, now)
            except Forgotten:
                continue

    def settle(self, held: Held, used: Size, now: float) -> None:
        """Let go of what is held, and count what was used."""
        self._counters.settle(held, used, now)

    async def standing(self, counters: Sequence[Counter], now: float) -> Sequence[Standing]:
        """As they are now."""
        self._notice()
        for counter in counters:
            kind = counter[0], counter[2], counter[3], counter[4]
            if kind not in self._known:
                await self._recalled(kind, now)
        return await self._counters.standing(counters, now)

    async def close(self) -> None:
        """Nobody waits any more."""
        for task in self._recalling.values():
            task.cancel()
        await asyncio.gather(*self._recalling.values(), return_exceptions=True)
        await self._counters.close()

    def _notice(self) -> None:
        """What they were told may be forgotten."""
        if self._generation != self._counters.generation:
            self._generation = self._counters.generation
            self._known.clear()

    def _has_a_past(self, kind: Kind) -> bool:
        """Calls at once have none, and a second is over before it could be asked."""
        _, unit, length, _ = kind
        return self._past is not None and unit != "parallel" and length not in (None, "second")

    async def _recalled(self, kind: Kind, now: float) -> None:
        if not self._has_a_past(kind):
            self._known.add(kind)
            return
        if kind in self._given_up:
            raise Unreachable("what was spent before is not known yet")
        task = self._recalling.get(kind) or self._ask(kind, now)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(task)
        except TimeoutError as error:
            if kind not in self._given_up and not task.done():  # one call in vain is enough: the others are told at once, until it is known
                self._given_up.add(kind)
                self._failed(error)
            raise Unreachable("what was spent before is not known yet") from error
        except asyncio.CancelledError:
            if task.cancelled():
                raise Unreachable("the gateway stops") from None
            raise
        except Exception as error:
            raise Unreachable("what was spent before cannot be asked") from error

    def _ask(self, kind: Kind, now: float) -> Task[None]:
        task = self._recalling[kind] = asyncio.ensure_future(self._recall(kind, now))
        task.add_done_callback(lambda done: self._ended(kind, done))
        return task

    async def _recall(self, kind: Kind, now: float) -> None:
        scope, unit, length, rolls = kind
        asked = self._counters.generation
        past = self._past
        assert length is not None and past is not None  # noqa: S101, PT018  what has no past is not recalled
        since = now - SECONDS[length] if rolls else float(window(length, now, self._zone()).start)
        steps = rolls and length in ("day", "month")

        async def ask() -> dict[str, list[Spending]]:
            found = await past.spent(scope, since, now, by_steps=steps)
            return {name: [(at, _amount(spent, unit)) for at, spent in several] for name, several in found.items()}

        await self._counters.recall(kind, ask)
        if asked == self._counters.generation:
            self._known.add(kind)

    def _ended(self, kind: Kind, task: Task[None]) -> None:
        """Of one that failed, the next call begins another."""
        del self._recalling[kind]
        self._given_up.discard(kind)
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, Unreachable):
            self._failed(error if isinstance(error, Exception) else Exception(str(error)))


def _amount(spent: Spent, unit: Unit) -> int:
    return spent.tokens if unit == "tokens" else spent.cost if unit == "usd" else spent.attempts
