"""That this process lives, as the others are told: what it holds is held as long as it says so."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from secrets import token_hex
from typing import TypeAlias

from proxy.stores.counters import Kind
from proxy.stores.redis.line import RedisLine
from proxy.stores.redis.places import ALIVE, DEATHS, FIRST, known_of
from proxy.stores.redis.scripts import BEAT, JOIN
from proxy.stores.shelf import Unreachable

LEASE = 15.0  # seconds after which a process that says nothing is dead, and what it held is free …
BEATS = 4.0  # … and how often it says so
KNOWN = 2 * 86_400  # seconds that what was spent before is known, when nobody meets such a limit any more


Holding: TypeAlias = Mapping[tuple[str, int], int]  # how much of each counter, in the window that begins then


class Living:
    """A process has a name to hold under. It takes another one when Redis holds it to be dead, or has forgotten it; and when it cannot
    know whether Redis did what it was asked: what is held in vain is let go of so. `holding` says what is held in earnest.
    """

    def __init__(self, line: RedisLine, holding: Callable[[], Holding]) -> None:
        self.name = ""  # until it has said so
        self.generation = 0  # of what Redis knows: more, when it has forgotten everything
        self.kinds: set[Kind] = set()  # whose past is known
        self._line, self._holding = line, holding
        self._beat, self._join = line.redis.register_script(BEAT), line.redis.register_script(JOIN)
        self._joining: Task[None] | None = None
        self._before: list[str] = []  # names that may still stand there
        self._first = b""  # who joined first
        self._leaving = asyncio.Event()

    async def joined(self) -> str:
        """The name to hold under. Raises Unreachable."""
        while not self.name:
            if self._joining is None or self._joining.done():
                self._joining = asyncio.ensure_future(self._joined())
            await asyncio.shield(self._joining)
        return self.name

    def give_up(self, name: str) -> None:
        """Redis holds it to be dead, or nobody knows whether something was done that was asked under it."""
        if self.name == name:
            self.name = ""

    async def live(self) -> None:
        """Until it is to end. Nobody cancels it: Redis' client may keep that to itself."""
        while not self._leaving.is_set():
            with suppress(Unreachable):
                name = await self.joined()
                keys, arguments = [ALIVE, *map(known_of, self.kinds)], [name, int(LEASE * 1000), KNOWN]
                if not await self._line.ask(partial(self._beat, keys=keys, args=arguments)):
                    self.give_up(name)
                    continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), BEATS)

    def end(self) -> None:
        """No more of it."""
        self._leaving.set()

    async def leave(self) -> None:
        """What is held is free at once."""
        if self.name:
            name, self.name = self.name, ""
            await self._line.ask(lambda: self._line.redis.zrem(ALIVE, name))
            await self._line.ask(lambda: self._line.redis.incr(DEATHS))

    async def _joined(self) -> None:
        name, before, holding = token_hex(8), list(self._before), self._holding()
        self._before.append(name)
        keys = [ALIVE, DEATHS, FIRST, *[key for key, _ in holding]]
        arguments: list[object] = [name, int(LEASE * 1000), len(before), *before]
        for (_, start), amount in holding.items():
            arguments += (start, amount)
        first: bytes = await self._line.ask(lambda: self._join(keys=keys, args=arguments))
        if first != self._first and self._first:
            self.generation += 1
            self.kinds.clear()
        self.name, self._before, self._first = name, [name], first
