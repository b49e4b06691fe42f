"""The ledger of one process while it serves: entries go into its journal, and from there to the database."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from config.snapshot import Snapshot
from records.ledger.intake import Intake, Told, open_intake
from records.ledger.progress import Progress, ShippingWatch
from records.ledger.shipper import Shipper
from records.schema import ready
from records.troubles import Away

SILENT = ("gone", "sync")  # troubles of a journal that nobody meets who writes to it
RETRY = 1.0  # seconds between two tries to write what waits in memory
PATIENCE = 1.0  # seconds that a start waits for the database; the journal can do without it


class Watch(Told, ShippingWatch, Protocol):
    """Who is told of all that can go wrong."""


class Keeping:
    """`begin` it before callers are served, `close` it after the last has been."""

    def __init__(self, intake: Intake, shipper: Shipper, url: str) -> None:
        self.intake = intake
        self._shipper = shipper
        self._url = url
        self._timer: TimerHandle | None = None
        self._told: dict[str, int] = {}

    @property
    def progress(self) -> Progress:
        """How the shipping goes."""
        return self._shipper.progress

    def booked(self, before: float) -> bool:
        """Is everything in the database that was written before this moment?"""
        return not self.intake.waiting and self._shipper.booked(before)

    async def begin(self) -> None:
        """Raises Mismatch when the database is none of this version's; one that is away is waited for later, by the shipper."""
        with suppress(Away, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await ready(self._url)
        self._shipper.begin()
        self._again()

    async def close(self) -> None:
        """Whatever there is goes to the database, as far as that goes; the rest stays in the journal."""
        if self._timer is not None:
            self._timer.cancel()
        self.intake.flush()
        await self._shipper.close()
        self.intake.close()  # what was shipped may have made room
        self.intake.journal.close()

    def _again(self) -> None:
        if self.intake.full:
            self.intake.flush()
        for trouble in SILENT:
            times = self.intake.journal.troubles[trouble]
            if times > self._told.get(trouble, 0):
                self._told[trouble] = times
                self.intake.told.ledger_troubled(trouble)
        self._timer = asyncio.get_running_loop().call_later(RETRY, self._again)


def open_keeping(current: Callable[[], Snapshot], watch: Watch) -> Keeping | None:
    """None where the operator wants no ledger. Raises JournalBroken when its journal cannot be opened."""
    first = current()  # most of it needs a restart
    if not first.file.ledger.enabled:
        return None
    intake, root, url = open_intake(first.file, watch), Path(first.file.store.journal), first.database.url
    return Keeping(intake, Shipper(root, intake.journal, url, keep_days=lambda: current().file.ledger.keep_days, watch=watch), url)
