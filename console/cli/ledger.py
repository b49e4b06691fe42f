"""`modelbridge ledger`: do journal, entries and rollups agree; and shipping what a gateway that is down has left."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from msgspec import to_builtins

from config import ConfigError, Snapshot, load_records
from console.cli.counted import counted
from console.cli.picture import render
from console.cli.places import config_path
from console.cli.verdict import Verdict, told
from records.database import Away, Database, Mismatch, Patience, ready
from records.ledger import agreement, inspection
from records.ledger.agreement import Difference
from records.ledger.journal.trouble import JournalTooNew
from records.ledger.moments import moment, shown
from records.ledger.shipper import Shipper
from records.ledger.sums import DAY
from records.schema import current

WELL, COULD_NOT, WRONG = 0, 1, 2
MANY = 200  # differences that are told one by one
PATIENT = Patience(answering=3600.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says."""

    what: str
    since: str | None
    json: bool


def ledger(asked: Asked, config: Path | None, environment: Mapping[str, str]) -> int:
    """Verify it, or ship what is left. The exit code."""
    now = time.time_ns() // 1000
    if asked.what == "ship" and (asked.json or asked.since):
        sys.stderr.write("modelbridge: ship takes neither --since nor --json\n")
        return WRONG
    try:
        since = 0 if asked.since is None else moment(asked.since, now)
    except ValueError as error:
        sys.stderr.write(f"modelbridge: --since: {error}\n")
        return WRONG
    try:
        snapshot = load_records(config_path(config), environment)
    except ConfigError as error:
        sys.stderr.write(render(None, error.faults))
        return WRONG
    try:
        if asked.what == "ship":
            return asyncio.run(_ship(snapshot))
        verdict = asyncio.run(_verify(snapshot, since, now))
    except (Away, Mismatch, JournalTooNew, OSError) as error:
        sys.stderr.write(f"modelbridge: {error}\n")
        return COULD_NOT
    sys.stdout.write(orjson.dumps(to_builtins(verdict), option=orjson.OPT_INDENT_2).decode() + "\n" if asked.json else told(verdict))
    return WELL if verdict.ok else COULD_NOT


async def _verify(snapshot: Snapshot, since: int, now: int) -> Verdict:
    url, root, keep = snapshot.database.url, Path(snapshot.file.store.journal), snapshot.file.ledger.keep_days
    if keep:  # what is older may be gone already, the beginning of a day before its end
        since = max(since, now - keep * DAY)
    since += -since % DAY
    await current(url)
    database = Database.open(url, PATIENT)
    try:
        days = await agreement.days(database, since)
        differing = 0
        differences: list[Difference] = []
        for day in days:
            found = await agreement.differences(database, day)
            differing += len(found)
            differences += found[: MANY - len(differences)]
        journals = [one for folder in inspection.folders(root) if (one := await inspection.inspected(database, folder, since))]
    finally:
        await database.close()
    aside = inspection.aside(root)
    return Verdict(
        ok=not (differing or aside.refused or aside.damaged) and all(journal.well for journal in journals),
        database=database.place.shown,
        days=len(days),
        first=shown(days[0])[:10] if days else "",
        last=shown(days[-1])[:10] if days else "",
        differing=differing,
        differences=differences,
        journals=journals,
        aside=aside,
    )


async def _ship(snapshot: Snapshot) -> int:
    """Journals of gateways that run are theirs; one that was refused stays to be looked at."""
    url, root = snapshot.database.url, Path(snapshot.file.store.journal)
    if not inspection.folders(root):
        await current(url)  # nothing is to be shipped, so nothing has to be made
    await ready(url)
    progress = await Shipper(root, None, url).ship_the_dead()
    sys.stdout.write(f"Shipped {counted(progress.shipped, 'entry that was', 'entries that were')} not in the database yet.\n")
    if progress.refused:
        sys.stdout.write(f"{counted(progress.refused, 'was', 'were')} refused: see refused-*.ndjson in {snapshot.file.store.journal}\n")
    if progress.damaged:
        sys.stdout.write(f"{counted(progress.damaged, 'byte was', 'bytes were')} damaged: see damaged/ in {snapshot.file.store.journal}\n")
    return COULD_NOT if progress.refused or progress.damaged else WELL
