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
from proxy.stores.redis.line import PAUSE, RedisLine
from proxy.stores.redis.places import ALIVE, STATE, known_of
from proxy.stores.redis.scripts import BEAT, JOIN
from proxy.stores.shelf import Unreachable

LEASE = 15.0  # seconds after which a process that says nothing is dead, and what it held is free …
BEATS = 4.0  # … and how often it says so
KNOWN = 2 * 86_400  # seconds that what was spent before is known, when nobody meets such a limit any more


# How much of each counter, in the window that begins then, and until when that is kept.
Holding: TypeAlias = Mapping[tuple[str, int], tuple[int, int | str]]
NAMES = 8  # that may still stand there: what is older has died by itself


class Living:
    """A process has a name to hold under. It takes another one when Redis holds it to be dead, or has forgotten it; and when it cannot
    know whether Redis did what it was asked: what is held in vain is let go of so. `holding` says what is held in earnest.
    """

    def __init__(self, line: RedisLine, holding: Callable[[], Holding], forgotten: Callable[[], None] = lambda: None) -> None:
        self.name = ""  # until it has said so
        self.generation = 0  # of what Redis knows: more, when it has forgotten everything
        self.kinds: set[Kind] = set()  # whose past is known
        self._line, self._holding, self._forgotten = line, holding, forgotten
        self._beat, self._join = line.redis.register_script(BEAT), line.redis.register_script(JOIN)
        self._joining: Task[None] | None = None
        self._before: list[str] = []  # names that may still stand there
        self.first = b""  # who joined first
        self._leaving = asyncio.Event()

    async def joined(self) -> str:
        """The name to hold under. Raises Unreachable."""
        while not self.name:
            self._line.rest()
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
            try:
                name = await self.joined()
                known = [known_of(self.first, kind) for kind in self.kinds]
                keys, arguments = [ALIVE, STATE, *known], [name, int(LEASE * 1000), KNOWN]
                if not await self._line.ask(partial(self._beat, keys=keys, args=arguments)):
                    self.give_up(name)
                    continue
            except Unreachable:
                pass
            except Exception as error:  # of whatever kind: as long as the process lives, it says so
                self._line.fail(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leaving.wait(), BEATS if self.name else PAUSE)

    def end(self) -> None:
        """No more of it."""
        self._leaving.set()

    async def leave(self) -> None:
        """What is held is free at once."""
        if self.name:
            name, self.name = self.name, ""
            await self._line.ask(lambda: self._line.redis.zadd(ALIVE, {name: 0}, xx=True))

    async def _joined(self) -> None:
        name, before, holding = token_hex(8), self._before[-NAMES:], self._holding()
        self._before = [*before, name]
        keys = [ALIVE, STATE, *[key for key, _ in holding]]
        arguments: list[object] = [name, int(LEASE * 1000), len(before), *before]
        for (_, start), (amount, kept) in holding.items():
            arguments += (start, amount, kept)
        first: bytes = await self._line.ask(lambda: self._join(keys=keys, args=arguments))
        if first != self.first and self.first:
            self.generation += 1
            if self.kinds:
                self._forgotten()
            self.kinds.clear()
        self.name, self._before, self.first = name, [name], first
