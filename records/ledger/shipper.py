"""The shipper: one task of each process, which takes what stands in journals to the database, in order, each entry once."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import time

from records.ledger.adoption import Adoption
from records.ledger.books import Books
from records.ledger.journal.journal import Journal
from records.ledger.journal.position import START
from records.ledger.journal.trouble import JournalTooNew
from records.ledger.outage import Outage
from records.ledger.pace import CROWDED, QUIET, rest, slept
from records.ledger.progress import Progress, ShippingWatch, Silent
from records.ledger.shipment import RefusedError, Shipment, Shipped
from records.troubles import Away, Mismatch

LOOK = 15.0  # … between two looks for journals of dead processes
RETIRE = 3600.0  # … between two times that old entries are let go of
SOON = 60.0  # … until the first time, and until the next one when it failed
FEW = 3  # entries refused in a row: with more it is hardly their fault
STUCK = (OSError, JournalTooNew)  # what a journal can be the matter with; what a database can is neither of them


class Shipper:
    """`begin` it when callers are served, `close` it before its journal. Without a journal of its own it ships those of the dead."""

    def __init__(
        self,
        root: Path,
        journal: Journal | None,
        url: str,
        *,
        keep_days: Callable[[], int] = lambda: 0,
        watch: ShippingWatch | None = None,
        clock: Callable[[], float] = time,
        stopping: float = 5.0,
    ) -> None:
        self._root, self._journal, self._keep_days, self._clock, self._stopping = root, journal, keep_days, clock, stopping
        self._watch: ShippingWatch = watch or Silent()
        self._books, self._outage, self._dead = Books(url), Outage(self._watch, clock), Adoption(root)
        self._own = Shipment(journal, START) if journal is not None else None
        self._task: Task[None] | None = None
        self._look_at = self._retire_at = 0.0  # the loop's time
        self._booked = 0  # entries of those this process appended, until the database forgets some
        self._nothing_behind = START  # where the journal ended when nothing more was found in it
        self._told_up_to = clock()  # everything that was written before is booked
        self._shipped = self._refused = self._damaged = self._refused_in_a_row = 0
        self._stuck: set[str] = set()
        self._wanted = asyncio.Event()  # somebody waits for what is not booked yet
        self._busy = 0.0  # was the event loop, lately, with others
        self._looked = False  # no journal of a dead process was left, once

    @property
    def progress(self) -> Progress:
        """As of now, from what is known: nobody is asked."""
        waiting, size = self._waiting, 0
        if waiting and self._journal is not None and self._own is not None:
            size = max(0, self._journal.size - (self._own.position or START).offset)
        begins = [at / 1e6 for one in (self._own, self._dead.shipment) if one is not None and (at := one.oldest) is not None]
        if waiting and not begins:
            begins.append(self._told_up_to)
        return Progress(
            up=self._outage.up,
            mismatch=self._outage.mismatch,
            entries=waiting,
            bytes=size + self._dead.bytes,
            age=max(0.0, self._clock() - min(begins)) if begins else 0.0,
            shipped=self._shipped,
            refused=self._refused,
            failures=self._outage.failures,
            damaged=self._damaged + self._dead.cut,
        )

    def booked(self, before: float) -> bool:
        """Is all in the database that was written before, by this process or a dead one? Who asks waits: the next batch is at once."""
        booked = self._looked and self._outage.up and self._clock() - self.progress.age >= before
        if not booked and self._outage.up:
            self._wanted.set()
        return booked

    def begin(self) -> None:
        """In the running event loop, until it is closed."""
        self._task = asyncio.ensure_future(self.run())

    async def close(self) -> None:
        """Takes as much to the database as the time for stopping allows. The rest stays in the journal, for the next start."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.drain(self._stopping)
        self._dead.let_go()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._stopping):
                await self._books.close()

    async def run(self) -> None:
        """Until it is cancelled; no fault of a database or a journal ends it."""
        self._retire_at = asyncio.get_running_loop().time() + self._outage.backoff.about(SOON)
        while True:
            self._busy = await slept(await self.turn(), self._wanted)

    async def turn(self) -> float:
        """A batch of each journal, and whatever else is due. Says how many seconds to wait for the next turn."""
        loop = asyncio.get_running_loop()
        began, appended = loop.time(), self._appended
        try:
            await self._books.opened()
            more = await self._ship_own()
            more = await self._ship_dead() or more
            more = await self._retire() or more
        except Exception as error:  # whatever it is, it is the database that says it
            return await self._failed(error)
        self._outage.over()
        if self._appended == appended:
            return 0.0 if more else QUIET
        return rest(loop.time() - began, self._waiting, self._busy, more=more)

    async def drain(self, seconds: float) -> None:
        """What this process wrote, as far as it goes in that time. For when `run` does not run any more."""
        if self._own is None or self._journal is None:
            return
        self._own.forget()  # it may be less than what is there now
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                try:
                    while self._waiting and await self._ship(self._own):
                        pass
                except STUCK as error:
                    self._tell_stuck(error)
                except Exception as error:  # the same
                    await self._failed(error)
        self._own.forget()
        if self._own.position is not None:
            self._journal.drop(self._own.position)

    async def ship_the_dead(self) -> Progress:
        """All journals of dead processes, once. Raises whatever keeps it from going on."""
        try:
            while await self._dead.look():
                await self._ship_found()
        finally:
            self._dead.let_go()
            await self._books.close()
        return self.progress

    @property
    def _appended(self) -> int:
        return 0 if self._journal is None else self._journal.appended

    @property
    def _waiting(self) -> int:
        """By where it is booked up to, since the database may have forgotten what was counted; how many is by the count."""
        if self._journal is None or self._own is None or not self._journal.appended:
            return 0
        if self._journal.end in (self._own.position, self._nothing_behind):
            return 0
        return max(1, self._appended - self._booked)

    async def _ship_own(self) -> bool:
        """Is there more?"""
        if self._own is None or not self._waiting:
            self._told_up_to = self._clock()
            return False
        try:
            return await self._ship(self._own)
        except STUCK as error:
            self._tell_stuck(error)
            return False

    async def _ship_dead(self) -> bool:
        """Is there more, maybe in another one?"""
        loop = asyncio.get_running_loop()
        if self._dead.shipment is None and loop.time() < self._look_at:
            return False
        try:
            if await self._dead.look():
                await self._ship_found()
                return True
        except STUCK as error:
            self._dead.let_go()
            self._tell_stuck(error)
        self._looked = True
        self._look_at = loop.time() + self._outage.backoff.about(LOOK)
        return False

    async def _ship_found(self) -> None:
        shipment = self._dead.shipment
        if shipment is not None and await self._ship(shipment):
            await self._dead.weigh()
            return
        self._books.same()
        await self._dead.done()

    async def _ship(self, shipment: Shipment) -> bool:
        """One batch. Is there more?"""
        booking = await self._books.opened()
        end = START if self._journal is None else self._journal.end
        try:
            done = await shipment.ship(booking, self._books.same, ahead=self._busy < CROWDED)
            self._refused_in_a_row = 0 if done.entries else self._refused_in_a_row
        except RefusedError as error:
            done = await self._leave_out(shipment, error)
        self._shipped += done.new
        self._damaged += done.damaged
        if done.damaged:
            self._watch.damaged(shipment.source.name, done.damaged)
        if shipment is self._own and self._journal is not None:
            self._booked += done.entries
            self._told_up_to = done.newest / 1e6 if done.newest else self._told_up_to
            if done == Shipped(more=False):
                self._nothing_behind = end
            if not self._waiting:
                self._booked = self._appended
        return done.more

    async def _leave_out(self, shipment: Shipment, error: RefusedError) -> Shipped:
        """When one after another is refused, slowly: a file beside the journals is no place for all of them."""
        self._refused_in_a_row += 1
        if self._refused_in_a_row > FEW:
            await asyncio.sleep(self._outage.backoff.again())
        done = await shipment.leave_out(await self._books.opened(), self._root, str(error))
        self._refused += done.entries
        if done.entries:
            self._watch.refused(error.entry.id, str(error))
        return done

    async def _retire(self) -> bool:
        """Old entries, some at a time. Are there more?"""
        loop, days = asyncio.get_running_loop(), self._keep_days()
        if not days or loop.time() < self._retire_at:
            return False
        self._retire_at = loop.time() + SOON  # should it fail
        try:
            gone = await (await self._books.opened()).retire(days, int(self._clock() * 1e6))
        except Away:  # maybe only the table, because somebody reads it for long: what is booked next will tell
            return False
        self._retire_at = 0.0 if gone else loop.time() + self._outage.backoff.about(RETIRE)
        return gone > 0

    async def _failed(self, error: Exception) -> float:
        """Seconds until the next attempt. Everything is opened anew for it: who knows what comes back."""
        with suppress(Exception):  # it may fail to say goodbye, too
            await self._books.close()
        if isinstance(error, Mismatch):
            return self._outage.unfit(str(error))
        return self._outage.failed(str(error) if isinstance(error, Away) else f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")

    def _tell_stuck(self, error: Exception) -> None:
        """Each once; a journal that grows on a sick disk may have many to tell."""
        if str(error) not in self._stuck and len(self._stuck) < 100:
            self._stuck.add(str(error))
            self._watch.stuck(str(error))
