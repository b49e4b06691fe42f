"""A provider's places: a call gets one, waits for one in the queue, or is turned away."""

from __future__ import annotations

import asyncio
from typing import Generic

from proxy.exchange import failures
from proxy.exchange.exchange import Ask, Bounds
from proxy.exchange.pool import C, Place, Pool


class Slots(Generic[C]):
    """Does what the pool of one provider decides."""

    __slots__ = ("pool",)

    def __init__(self, bounds: Bounds) -> None:
        self.pool: Pool[C] = Pool(bounds)

    def released(self, connection: C) -> None:
        """It is free for another request."""
        if not self.pool.give_back(connection):
            connection.drop()

    def gone(self, connection: C) -> None:
        """It can no longer be used."""
        self.pool.lost(connection)

    async def take(self, ask: Ask, total_at: float, fresh: bool) -> C | None:
        """A kept connection that came free in the queue, or None: then a slot is held to dial in."""
        pool = self.pool
        while True:
            match pool.place(ask.bounds):
                case Place.DIAL:
                    return None
                case Place.SWAP:
                    pool.oldest().drop()
                    return None
                case Place.FULL:
                    raise failures.queue_full(ask.provider, ask.bounds.queue)
                case Place.WAIT:
                    given = await self._wait(ask, total_at)
            if given is None:
                return None
            if not given.alive:  # it died on its way to us, and its slot went on to the next
                continue
            if given.origin == ask.origin and not fresh:
                return given
            pool.hold()
            given.drop()
            return None

    async def _wait(self, ask: Ask, total_at: float) -> C | None:
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[C | None] = loop.create_future()
        self.pool.join(waiter)
        due = loop.time() + ask.bounds.queue_wait
        try:
            async with asyncio.timeout_at(min(due, total_at)):
                try:
                    return await waiter
                except asyncio.CancelledError:
                    self._pass_on(waiter)
                    raise
        except TimeoutError as error:
            if total_at < due:
                raise failures.timed_out(ask.provider, failures.TOTAL, ask.patience.total) from error
            raise failures.queue_slow(ask.provider, ask.bounds.queue_wait) from error

    def _pass_on(self, waiter: asyncio.Future[C | None]) -> None:
        """Who waited has left; what it was given in that very moment goes to the next."""
        if waiter.cancelled():
            self.pool.leave(waiter)
        elif waiter.exception() is None:
            given = waiter.result()
            if given is None:
                self.pool.free()
            elif given.alive:
                self.released(given)
