"""Counters in Redis: all processes that share it count together. One question before a call, and one message after it, of many calls."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import time
from zoneinfo import ZoneInfo

from config.snapshot import Limits
from proxy.limits.claims import Claim, Counter, Size
from proxy.limits.standing import Exhausted, Held, Reached, Standing, reached
from proxy.stores.counters import Forgotten, Kind, Spending
from proxy.stores.memory.counters import TOLD, UNTOLD
from proxy.stores.redis.line import PAUSE, RedisLine, Resting
from proxy.stores.redis.living import KNOWN, Holding, Living
from proxy.stores.redis.places import ALIVE, STATE, TAG, Places, known_of, part_of, standing
from proxy.stores.redis.scripts import ADMIT, LOAD, LOOK, SETTLE
from proxy.stores.redis.settling import Entry, Settling
from proxy.stores.shelf import Unreachable

LOCK = 30  # seconds that one process may take to ask the ledger for all
AT_ONCE = 200  # counters in one message
MOST = 2**53 - 1  # of one amount: Redis' own arithmetic is exact up to here
NOTHING = Size(0, 0, requests=0)


class RedisCounters:
    """`zone` says where days and months begin. Its line is not the shelf's: neither waits for the other."""

    def __init__(
        self,
        line: RedisLine,
        zone: Callable[[], ZoneInfo],
        warn_at: Callable[[], Sequence[int]],
        told: Callable[[Reached], None],
        now: Callable[[], float] = time,
    ) -> None:
        self._line, self._warn_at, self._told, self._now = line, warn_at, told, now
        self._admit, self._look, self._load, self._settle = map(line.redis.register_script, (ADMIT, LOOK, LOAD, SETTLE))
        self._places, self._settling = Places(zone), Settling()
        self._living = Living(line, self._held, self._settling.nothing_used)
        self._holding: dict[tuple[str, int], tuple[int, int | str]] = {}  # by the calls that run, and until when it is kept
        self._tasks: list[Task[None]] = []

    @property
    def generation(self) -> int:
        """What was known of the past before it changed may be forgotten."""
        return self._living.generation

    @property
    def unsent(self) -> int:
        """Counters of which something was used that Redis was not told yet."""
        return len(self._settling)

    def begin(self, limits: Limits | None) -> None:
        """Where there are limits, it says from now on that it lives, and what was used."""
        if limits is not None:
            self._begun()

    async def admit(self, claims: Sequence[Claim], now: float) -> Held:
        """Hold all of them, or none: raises Exhausted, and Forgotten when Redis may have lost what was spent."""
        if not claims:
            return Held((), (), ())
        self._begun()
        asking = asyncio.ensure_future(self._admitted(claims, now))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            asking.add_done_callback(self._left)
            raise

    async def _admitted(self, claims: Sequence[Claim], now: float) -> Held:
        generation, name = self.generation, await self._living.joined()
        if generation != self.generation:
            raise Forgotten
        places = [self._places.of(claim.counter, now) for claim in claims]
        largest = _largest(claims)
        arguments: list[object] = [name, repr(now)]
        for claim, at in zip(claims, places, strict=True):
            holds = claim.amount if largest[claim.counter] is claim else ""
            arguments += (claim.limit.amount, claim.amount, holds, at.start, at.rolls, at.kept, at.end)
        keys = [ALIVE, STATE, *[at.key for at in places]]
        try:
            told: list[bytes] = await self._line.ask(lambda: self._admit(keys=keys, args=arguments))
        except Unreachable as error:
            if not isinstance(error, Resting):  # nobody knows whether it was done
                self._living.give_up(name)
            raise
        if told[0] == b"dead":
            self._living.give_up(name)
        if self._living.name != name:
            raise Forgotten
        if told[0] == b"full":
            which = int(told[1])
            raise Exhausted(claims[which], standing(places[which], told[2:5], now))
        kept: list[object] = []
        standings: list[Standing] = []
        for claim, at, first in zip(claims, places, range(1, len(told), 4), strict=True):
            held: tuple[str, int] | None = None
            if largest[claim.counter] is claim:
                held = (at.key, int(told[first + 3]))
                self._holding[held] = self._holding.get(held, (0, ""))[0] + claim.amount, at.kept
            kept.append(held)
            standings.append(standing(at, told[first : first + 3], now) if claim.limit.unit in TOLD else UNTOLD)
        return Held(claims, kept, standings)

    def settle(self, held: Held, used: Size, now: float) -> None:
        """Let go of what is held, and count what was used. It is sent at once, and again until Redis has it."""
        if held.settled:
            return
        held.settled = True
        for claim, kept in zip(held.claims, held.kept, strict=True):
            if kept is not None:
                self._let_go(kept, claim.amount)
                amount = 0 if claim.limit.unit == "parallel" else min(used.of(claim.limit.unit), MOST)
                part = part_of(claim.counter, now) if amount else ""
                self._settling.add(Entry(claim, kept[0], kept[1], part, claim.amount, amount))

    async def standing(self, counters: Sequence[Counter], now: float) -> Sequence[Standing]:
        """As they are now."""
        if not counters:
            return []
        places = [self._places.of(counter, now) for counter in counters]
        arguments = [repr(now), *[each for at in places for each in (at.start, at.rolls)]]
        keys = [ALIVE, STATE, *[at.key for at in places]]
        told: list[bytes] = await self._line.ask(lambda: self._look(keys=keys, args=arguments))
        return [standing(at, told[first : first + 3], now) for at, first in zip(places, range(0, len(told), 3), strict=True)]

    async def recall(self, kind: Kind, ask: Callable[[], Awaitable[Mapping[str, Sequence[Spending]]]]) -> None:
        """One process asks what was spent before, and the others wait for it."""
        await self._living.joined()
        redis, marker = self._line.redis, known_of(self._living.first, kind)
        while not await self._line.ask(lambda: redis.exists(marker)):
            if not await self._line.ask(lambda: redis.set(f"{marker}:asked", 1, nx=True, ex=LOCK)):
                await asyncio.sleep(0.1)
                continue
            try:
                now = self._now()  # what is spent from here on is counted already
                await self._loaded(kind, await ask(), now)
                await self._line.ask(lambda: redis.set(marker, 1, ex=KNOWN))
            finally:
                with suppress(Unreachable):
                    await self._line.ask(lambda: redis.delete(f"{marker}:asked"))
        self._living.kinds.add(kind)

    async def close(self) -> None:
        """What was used is sent, if there is somebody to send it to; what is held is free."""
        self._living.end()
        self._settling.end()
        await asyncio.gather(*self._tasks)
        with suppress(Unreachable):
            while self._settling:
                await self._sent()
            await self._living.leave()
        await self._line.close()

    async def _loaded(self, kind: Kind, spent: Mapping[str, Sequence[Spending]], now: float) -> None:
        scope, unit, length, rolls = kind
        rows = list(spent.items())
        for first in range(0, len(rows), AT_ONCE):
            keys: list[str] = []
            arguments: list[object] = []
            for name, several in rows[first : first + AT_ONCE]:
                counter: Counter = scope, name, unit, length, rolls
                at = self._places.of(counter, now)
                parts = [each for when, amount in several for each in (part_of(counter, when), amount)] if rolls else []
                keys.append(at.key)
                arguments += (at.start, at.kept, sum(amount for _, amount in several), len(parts) // 2, *parts)
            await self._line.ask(partial(self._load, keys=keys, args=arguments))

    async def _send(self) -> None:
        while not self._settling.ended:
            await self._settling.some()
            try:
                while self._settling:
                    await self._sent()
            except Unreachable:
                await asyncio.sleep(PAUSE)
            except Exception as error:  # of whatever kind: what was used is sent as long as there is a gateway
                self._line.fail(error)
                await asyncio.sleep(PAUSE)

    async def _sent(self) -> None:
        """One batch: the same until Redis has answered."""
        name = await self._living.joined()
        batch = self._settling.batch(AT_ONCE)
        keys = [f"{TAG}:sent:{self._settling.sender}", *[entry.key for entry in batch.entries]]
        arguments: list[object] = [batch.number, KNOWN, name]
        for entry in batch.entries:
            arguments += (entry.start, entry.held, entry.used, entry.part)
        told: list[bytes] = await self._line.ask(lambda: self._settle(keys=keys, args=arguments))
        self._settling.done()
        for entry, spent in zip(batch.entries, told, strict=True):
            if spent and entry.claim.limit.unit == "usd":
                for share in reached(entry.claim, int(spent) - entry.used, int(spent), self._warn_at()):
                    self._told(share)

    def _begun(self) -> None:
        if not self._tasks:
            self._tasks = [asyncio.ensure_future(self._living.live()), asyncio.ensure_future(self._send())]

    def _held(self) -> Holding:
        """For another name. What is about to be let go of is not among it."""
        self._settling.nothing_held()
        return dict(self._holding)

    def _let_go(self, place: tuple[str, int], amount: int) -> None:
        known, kept = self._holding.get(place, (0, ""))
        if known > amount:
            self._holding[place] = known - amount, kept
        else:
            self._holding.pop(place, None)

    def _left(self, asking: Task[Held]) -> None:
        """Its caller has left while Redis was asked."""
        if not asking.cancelled() and asking.exception() is None:
            self.settle(asking.result(), NOTHING, self._now())


def _largest(claims: Sequence[Claim]) -> dict[Counter, Claim]:
    """Of several claims on one counter the largest is what is held."""
    largest: dict[Counter, Claim] = {}
    for claim in claims:
        known = largest.setdefault(claim.counter, claim)
        if claim.amount > known.amount:
            largest[claim.counter] = claim
    return largest
