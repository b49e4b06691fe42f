"""[ledger]: how billing entries are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class LedgerTable(Table):
    """How billing entries are kept."""

    enabled: bool = Field(default=True, description="Write one entry for every finished attempt. Needs a restart.")
    durability: Literal["process", "power"] = Field(
        default="process",
        description="What an entry survives: the death of the process or, by waiting for the disk, of the machine. Needs a restart.",
    )
    sync_every: Duration = Field(default=Duration(0.01), description="How often the journal is forced to the disk. Needs a restart.")
    max_journal_mb: int = Field(
        default=1024,
        ge=1,
        le=1_048_576,
        description="How large the journal may grow while the database is away, in megabytes. Needs a restart.",
    )
    on_full: Literal["serve", "refuse"] = Field(
        default="serve",
        description="When the journal, or its disk, is full: `serve` on and hold entries in memory, up to ten thousand, or `refuse` calls.",
    )
    keep_days: int = Field(default=0, ge=0, le=36_500, description="How many days entries are kept; 0 keeps them for ever.")
