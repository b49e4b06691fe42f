"""What is told of the ledger: when entries cannot be written, when they can again, and each that is lost."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.observe.log import Log
from records.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class LedgerWatch:
    """An outage has one line in the log, and its end another. A lost entry has a line with all that it said."""

    log: Log

    def ledger_blocked(self, why: str) -> None:
        """From now on entries wait in memory."""
        self.log.error("the ledger cannot be written: entries wait in memory", why=why)

    def ledger_open(self, waited: int) -> None:
        """All that waited are written."""
        self.log.info("the ledger is written again", waited=waited)

    def ledger_lost(self, entry: Entry, why: str) -> None:
        """One could not be kept at all: what it would have said is here."""
        self.log.error(
            "an entry of the ledger is lost",
            why=why,
            request_id=entry.request_id,
            attempt=entry.attempt,
            key=entry.key,
            target=entry.target,
            status=entry.status,
            tokens_in=entry.usage.prompt,
            tokens_out=entry.usage.completion,
            cost_nanousd=entry.cost,
        )
