"""What is told of the ledger: in the log, once for what happened; in the metrics and in /readyz, how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proxy.observe.log import Log
from records.ledger.entry import Entry
from records.ledger.keeping import Keeping

TROUBLES = "modelbridge_ledger_journal_troubles_total"
HELP = {
    "modelbridge_ledger_entries_total": ("counter", "Entries written to the journal."),
    "modelbridge_ledger_in_memory": ("gauge", "Entries that wait in memory, because the journal cannot be written."),
    "modelbridge_ledger_lost_total": ("counter", "Entries that could not be kept at all; each is in the log."),
    "modelbridge_ledger_journal_bytes": ("gauge", "Size of this process's journal."),
    TROUBLES: ("counter", "Times the journal could not do what it was asked, by what was the matter."),
    "modelbridge_ledger_waiting": ("gauge", "Entries of this process's journal that are not in the database yet."),
    "modelbridge_ledger_lag_seconds": ("gauge", "Age of the oldest entry that is not in the database yet."),
    "modelbridge_ledger_shipped_total": ("counter", "Entries that were shipped to the database."),
    "modelbridge_ledger_refused_total": ("counter", "Entries that the database would not take; they are put aside."),
    "modelbridge_ledger_damaged_bytes_total": ("counter", "Bytes of journals that could not be read; they are copied aside."),
    "modelbridge_ledger_database_up": ("gauge", "1 if the database did what it was asked last, 0 if it did not."),
    "modelbridge_ledger_database_failures_total": ("counter", "Times the database did not do what it was asked."),
}


def lines(keeping: Keeping) -> list[str]:
    """All of it, in Prometheus' text format."""
    intake, progress = keeping.intake, keeping.progress
    figures: Mapping[str, float] = {
        "modelbridge_ledger_entries_total": intake.journal.appended,
        "modelbridge_ledger_in_memory": intake.waiting,
        "modelbridge_ledger_lost_total": intake.lost,
        "modelbridge_ledger_journal_bytes": intake.journal.size,
        "modelbridge_ledger_waiting": progress.entries,
        "modelbridge_ledger_lag_seconds": round(progress.age, 3),
        "modelbridge_ledger_shipped_total": progress.shipped,
        "modelbridge_ledger_refused_total": progress.refused,
        "modelbridge_ledger_damaged_bytes_total": progress.damaged,
        "modelbridge_ledger_database_up": int(progress.up),
        "modelbridge_ledger_database_failures_total": progress.failures,
    }
    samples = {name: [f"{name} {value}"] for name, value in figures.items()}
    samples[TROUBLES] = [f'{TROUBLES}{{trouble="{word}"}} {count}' for word, count in intake.journal.troubles.items()]
    return [line for name, (kind, text) in HELP.items() for line in (f"# HELP {name} {text}", f"# TYPE {name} {kind}", *samples[name])]


def standing(keeping: Keeping) -> Mapping[str, object]:
    """For /readyz: `ok` is whether every entry can be kept."""
    progress = keeping.progress
    return {
        "ok": not keeping.intake.full,
        "in_memory": keeping.intake.waiting,
        "lost": keeping.intake.lost,
        "journal_bytes": keeping.intake.journal.size,
        "waiting": progress.entries,
        "lag_seconds": round(progress.age, 3),
        "database": {"ok": progress.up, **({"mismatch": progress.mismatch} if progress.mismatch else {})},
    }


@dataclass(frozen=True, slots=True)
class LedgerWatch:
    """An outage has one line, and its end another. A lost entry has a line with all that it said."""

    log: Log

    def ledger_blocked(self, why: str) -> None:
        """From now on entries wait in memory."""
        self.log.error("the ledger cannot be written: entries wait in memory", why=why)

    def ledger_open(self, waited: int) -> None:
        """All that waited are written."""
        self.log.info("the ledger is written again", waited=waited)

    def ledger_troubled(self, trouble: str) -> None:
        """Something happened to the journal in which entries may have been lost that nobody knows."""
        self.log.error("the journal was deleted, or its disk did not keep it: entries may be lost", trouble=trouble)

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

    def away(self, why: str) -> None:
        """The database stopped doing what it is asked."""
        self.log.error("the ledger's database is away: the journal keeps what is to be booked", why=why)

    def unfit(self, why: str) -> None:
        """It is none to ship to."""
        self.log.error("the ledger's database does not fit: the journal keeps what is to be booked", why=why)

    def back(self, seconds: float) -> None:
        """It does what it is asked again."""
        self.log.info("the ledger's database is back", seconds=round(seconds, 1))

    def refused(self, entry: str, why: str) -> None:
        """An entry was put aside."""
        self.log.error("the database refused an entry of the ledger: it is put aside", entry=entry, why=why)

    def damaged(self, journal: str, size: int) -> None:
        """Some bytes of a journal were passed over."""
        self.log.error("a journal of the ledger is damaged: what cannot be read is copied aside", journal=journal, size=size)

    def stuck(self, why: str) -> None:
        """A journal cannot be shipped."""
        self.log.error("a journal of the ledger cannot be shipped", why=why)
