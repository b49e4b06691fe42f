"""Counters in the memory of this process: exact, since one thread changes them, and nothing waits in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from config.snapshot import Length, Limits
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Exhausted, Held, Reached, Standing, reached
from proxy.limits.windows import EVER, SECONDS, window
from proxy.stores.counters import Kind, Spending

PARTS = 60  # of a window that rolls: what was used in one of them counts until all of it has left the window
TOLD = ("requests", "tokens")  # units that every reply tells of
UNTOLD = Standing()
MANY = 4_096  # counters, or twice as many as were left the last time: then those of windows that are over are let go of


class Count(Struct):
    """One counter, in its present window."""

    start: int
    end: int
    spent: int = 0
    held: int = 0
    parts: deque[tuple[float, int]] = field(default_factory=deque)  # of a window that rolls: until when each counts, and how much

    @property
    def idle(self) -> bool:
        """Nothing is lost when it is forgotten, once its window is over."""
        return not self.held and not self.parts


class MemoryCounters:
    """`zone` says where days and months begin, also after a reload."""

    generation = 0  # it forgets nothing

    def __init__(self, zone: Callable[[], ZoneInfo], warn_at: Callable[[], Sequence[int]], told: Callable[[Reached], None]) -> None:
        self._zone = zone
        self._warn_at = warn_at
        self._reached = told  # is told when a share of a budget is spent
        self._counts: dict[Counter, Count] = {}
        self._many = MANY

    def __len__(self) -> int:
        return len(self._counts)

    def begin(self, _: Limits | None) -> None:
        """Nothing was before."""

    async def admit(self, claims: Sequence[Claim], now: float) -> Held:
        """Hold all of them, or none: raises Exhausted."""
        counts: list[Count] = []
        for claim in claims:
            count = self._counts.get(claim.counter)
            if count is None or count.parts or not count.start <= now < count.end:
                count = self._at(claim.counter, now)
            limit = claim.limit
            if count.spent + count.held + claim.amount > limit.amount or not limit.amount:
                raise Exhausted(claim, self._standing(claim.counter, count, now))
            counts.append(count)
        if len(set(map(id, counts))) < len(counts):
            claims, counts = _once(claims, counts)
        standings: list[Standing] = []
        for claim, count in zip(claims, counts, strict=True):
            count.held += claim.amount
            standings.append(self._standing(claim.counter, count, now) if claim.limit.unit in TOLD else UNTOLD)
        if len(self._counts) > self._many:
            self._forget(now)
        return Held(claims, counts, standings)

    def settle(self, held: Held, used: Size, now: float) -> None:
        """Let go of what is held, and count what was used. A second time does nothing. What was held in a window that is over since
        is let go of there: nobody looks at it any more."""
        if held.settled:
            return
        held.settled = True
        for claim, count in zip(held.claims, held.kept, strict=True):
            count.held -= claim.amount
            limit = claim.limit
            unit = limit.unit
            if unit == "parallel":
                continue
            amount = used.of(unit)
            count.spent += amount
            if limit.rolling and amount:
                _put(count, limit.length, amount, now)
            if unit == "usd":
                for share in reached(claim, count.spent - amount, count.spent, self._warn_at()):
                    self._reached(share)

    async def standing(self, counters: Sequence[Counter], now: float) -> Sequence[Standing]:
        """As they are now."""
        return [self._standing(counter, self._at(counter, now, keep=False), now) for counter in counters]

    async def recall(self, kind: Kind, ask: Callable[[], Awaitable[Mapping[str, Sequence[Spending]]]]) -> None:
        """What was spent before this process began."""
        scope, unit, length, rolls = kind
        for name, several in (await ask()).items():
            for at, amount in several:
                self.load((scope, name, unit, length, rolls), amount, at)

    async def close(self) -> None:
        """Nothing is open."""

    def load(self, counter: Counter, spent: int, now: float) -> None:
        """What the ledger knows that was spent before this process began."""
        count = self._at(counter, now)
        count.spent += spent
        if counter[4] and spent:
            _put(count, counter[3], spent, now)

    def _at(self, counter: Counter, now: float, *, keep: bool = True) -> Count:
        count = self._counts.get(counter)
        if count is None or not count.start <= now < count.end:
            count = self._begun(counter, count, now)
            if keep:
                self._counts[counter] = count
        while count.parts and count.parts[0][0] <= now:
            count.spent -= count.parts.popleft()[1]
        return count

    def _begun(self, counter: Counter, before: Count | None, now: float) -> Count:
        """Its window that holds this moment. A clock that is set back does not bring back what a window had left."""
        length, rolls = counter[3], counter[4]
        if length is None or rolls:
            return Count(0, EVER)
        if before is not None and now < before.start:
            return before
        here = window(length, now, self._zone())
        return Count(here.start, here.end)

    def _standing(self, counter: Counter, count: Count, now: float) -> Standing:
        reset: float | None = None if count.end == EVER else count.end - now
        if count.parts:
            reset = count.parts[0][0] - now
        elif counter[4]:
            reset = 0.0
        return Standing(count.spent, count.held, reset)

    def _forget(self, now: float) -> None:
        for counter, count in list(self._counts.items()):
            if count.idle and (count.end <= now or (count.end == EVER and not count.spent)):
                del self._counts[counter]
        self._many = max(MANY, 2 * len(self._counts))


def _once(claims: Sequence[Claim], counts: Sequence[Count]) -> tuple[list[Claim], list[Count]]:
    """Of several claims on one counter the largest alone."""
    largest: dict[int, tuple[Claim, Count]] = {}
    for claim, count in zip(claims, counts, strict=True):
        known = largest.get(id(count))
        # The limit that is met first is the one to tell of.
        limit = claim.limit if known is None or claim.limit.amount < known[0].limit.amount else known[0].limit
        amount = claim.amount if known is None else max(claim.amount, known[0].amount)
        largest[id(count)] = Claim(limit, claim.counter, amount), count
    return [claim for claim, _ in largest.values()], [count for _, count in largest.values()]


def _put(count: Count, length: Length | None, amount: int, now: float) -> None:
    """Into the part of the window that this moment is in."""
    part = SECONDS[length or "second"] / PARTS
    until = (now // part + 1) * part + SECONDS[length or "second"]
    if count.parts and count.parts[-1][0] >= until:
        last, so_far = count.parts.pop()
        count.parts.append((last, so_far + amount))
    else:
        count.parts.append((until, amount))
