"""Journals of dead processes: found now and then, shipped one after another, removed when nothing is left of them."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError, Future
from pathlib import Path

from records.ledger.journal.position import START
from records.ledger.journal.reading import unread
from records.ledger.journal.recovery import Abandoned, abandoned
from records.ledger.shipment import Shipment


class Adoption:
    """At most one of them is ours at a time, so that other processes can have the others."""

    def __init__(self, root: Path) -> None:
        self.shipment: Shipment | None = None
        self.bytes = 0  # of it that are not booked
        self.cut = 0  # bytes of a torn tail, of all that were taken
        self._root = root
        self._taken: Abandoned | None = None

    async def look(self) -> bool:
        """Is there one, or is one in hand already? Raises OSError and JournalTooNew for one that cannot be taken."""
        if self._taken is not None:
            return True
        work = asyncio.get_running_loop().run_in_executor(None, _first, self._root)
        try:
            taken = await asyncio.shield(work)
        except CancelledError:
            work.add_done_callback(_give_back)
            raise
        if taken is None:
            return False
        self._taken, self.shipment = taken, Shipment(taken)
        self.cut += taken.cut
        await self.weigh()
        return True

    async def weigh(self) -> None:
        """How much of it is left."""
        if self._taken is not None and self.shipment is not None:
            self.bytes = await asyncio.to_thread(unread, self._taken.folder, self.shipment.position or START)

    async def done(self) -> None:
        """All of it is booked. It lets go of itself, also when nobody waits for that any more: a lock let go of twice is another's."""
        if (taken := self._parted()) is not None:
            await asyncio.to_thread(taken.remove)

    def let_go(self) -> None:
        """Somebody else may have it."""
        if (taken := self._parted()) is not None:
            taken.close()

    def _parted(self) -> Abandoned | None:
        if self.shipment is not None:
            self.shipment.forget()
        taken, self._taken, self.shipment, self.bytes = self._taken, None, None, 0
        return taken


def _first(root: Path) -> Abandoned | None:
    """Its torn tail is cut off already, which takes a while: not for the event loop."""
    return next(abandoned(root), None)


def _give_back(work: Future[Abandoned | None]) -> None:
    if not work.cancelled() and work.exception() is None and (taken := work.result()) is not None:
        taken.close()
