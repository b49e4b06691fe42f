"""The way into the journal. An entry that finds no room there waits in memory, as long as there is some; then it is lost, and counted."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Protocol

from config.schema import File
from records.ledger.entry import Entry
from records.ledger.journal.journal import Journal
from records.ledger.journal.trouble import JournalBroken, JournalFull

MEGABYTE = 1_000_000
# An entry that no journal takes: too large (EntryTooLarge), or with a number or a letter that cannot be written.
UNFIT = (ValueError, OverflowError, TypeError)
MOST = 10_000  # entries in memory; about 10 MB


class Told(Protocol):
    """Who is told when entries cannot be written, and when they can again."""

    def ledger_blocked(self, why: str) -> None:
        """From now on entries wait in memory."""

    def ledger_open(self, waited: int) -> None:
        """All that waited are written."""

    def ledger_troubled(self, trouble: str) -> None:
        """Something happened to the journal in which entries may have been lost that nobody knows."""

    def ledger_lost(self, entry: Entry, why: str) -> None:
        """One could not be kept at all."""


class Intake:
    """One for each process, for one thread."""

    def __init__(self, journal: Journal, told: Told, *, durable: bool, most: int = MOST) -> None:
        self.journal = journal
        self.durable = durable  # an entry is safe only when it is on the disk
        self.full = False  # the journal takes nothing just now
        self.lost = 0
        self.told = told
        self._most = most
        self._waiting: deque[Entry] = deque()
        self._written = 0  # of those that waited

    @property
    def waiting(self) -> int:
        """Entries that are only in memory."""
        return len(self._waiting)

    def put(self, entry: Entry) -> None:
        """It is written when this returns, if there is any way to. Never raises: the call it is of has been answered."""
        if self.full and not self.flush():
            self._hold(entry)
            return
        try:
            self.journal.append(entry)
        except UNFIT as error:
            self._lose(entry, str(error))
        except (JournalFull, JournalBroken) as error:
            self.full = True
            self.told.ledger_blocked(str(error))
            self._hold(entry)

    def flush(self) -> bool:
        """Write what waits, as far as that goes. True when nothing waits any more."""
        while self._waiting:
            try:
                self.journal.append(self._waiting[0])
                self._written += 1
            except UNFIT as error:
                self._lose(self._waiting[0], str(error))
            except (JournalFull, JournalBroken):
                return False
            self._waiting.popleft()
        if self.full:
            self.full = False
            self.told.ledger_open(self._written)
            self._written = 0
        return True

    def close(self) -> None:
        """What waits is written, or lost: nobody else has it."""
        if not self.flush():
            while self._waiting:
                self._lose(self._waiting.popleft(), "the gateway stops, and the journal takes nothing")

    async def safe(self) -> None:
        """Wait until what was put is on the disk, where that was asked for. A disk that fails is the journal's to count."""
        if self.durable:
            try:
                await self.journal.synced()
            except JournalBroken:
                return

    def _hold(self, entry: Entry) -> None:
        if len(self._waiting) < self._most:
            self._waiting.append(entry)
        else:
            self._lose(entry, "too many wait already")

    def _lose(self, entry: Entry, why: str) -> None:
        self.lost += 1
        self.told.ledger_lost(entry, why)


def open_intake(file: File, told: Told) -> Intake:
    """As the operator wants it. Raises JournalBroken when the journal cannot be opened."""
    wanted = file.ledger
    durable = wanted.durability == "power"
    cap = wanted.max_journal_mb * MEGABYTE
    journal = Journal.open(Path(file.store.journal), cap=cap, sync_every=float(wanted.sync_every), durable=durable)
    return Intake(journal, told, durable=durable)
