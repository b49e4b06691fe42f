"""That this process lives, as the others are told: what it holds is held as long as it says so."""

from __future__ import annotations

import asyncio
from asyncio import Task
from contextlib import suppress
from secrets import token_hex

from proxy.stores.counters import Kind
from proxy.stores.redis.line import RedisLine
from proxy.stores.redis.places import ALIVE, DEATHS, known_of
from proxy.stores.redis.scripts import BEAT
from proxy.stores.shelf import Unreachable

LEASE = 15.0  # seconds after which a process that says nothing is dead, and what it held is free …
BEATS = 4.0  # … and how often it says so
KNOWN = 2 * 86_400  # seconds that what was spent before is known, when nobody meets such a limit any more


class Living:
    """Whoever was held to be dead, or is forgotten by a Redis that began anew, lives on under another name."""

    def __init__(self, line: RedisLine) -> None:
        self.name = ""  # until it has said so
        self.deaths = 0
        self.kinds: set[Kind] = set()  # whose past is known
        self._line = line
        self._beat = line.redis.register_script(BEAT)
        self._joining: Task[None] | None = None
        self._leaving = asyncio.Event()

    async def joined(self) -> str:
        """The name to hold under. Raises Unreachable."""
        while not self.name:
            if self._joining is None or self._joining.done():
                self._joining = asyncio.ensure_future(self._join())
            await asyncio.shield(self._joining)
        return self.name

    def died(self, name: str) -> None:
        """So says Redis, of the name that was used. What was held under it is free."""
        if self.name == name:
            self.name = ""
            self.deaths += 1
            self.kinds.clear()

    async def live(self) -> None:
        """Until it is to end. Nobody cancels it: Redis' client may keep that to itself."""
        while not self._leaving.is_set():
            with suppress(Unreachable):
                name = await self.joined()
                if not await self._said(name, "", *map(known_of, self.kinds)):
                    self.died(name)
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

    async def _join(self) -> None:
        name = token_hex(8)
        await self._said(name, "new")
        self.name = name

    async def _said(self, name: str, new: str, *known: str) -> bool:
        arguments = [name, int(LEASE * 1000), new, KNOWN]
        return bool(await self._line.ask(lambda: self._beat(keys=[ALIVE, *known], args=arguments)))
