"""The ledger against what callers got and what the provider says it served."""

from __future__ import annotations

from collections import Counter

from records.database import Database
from records.ledger.entry import Entry
from tests import booked
from tests.faults.ledger_callers import Callers
from tests.faults.ledger_provider import Accountant, told


async def audited(url: str, callers: Callers, provider: Accountant) -> list[Entry]:
    """Every finished reply has one entry, with what was served; nothing is there twice, nothing is made up; the sums are right."""
    database = Database.open(url)
    try:
        entries = await booked.entries(database)
        assert await booked.rollups(database) == await booked.sums(database)
        assert await booked.total(database, "attempts") == len(entries)
        assert await booked.total(database, "cost", "tag", "kind=hammered") == sum(entry.cost for entry in entries)
    finally:
        await database.close()
    names = Counter(entry.id for entry in entries)
    assert [name for name, times in names.items() if times > 1] == []
    lost = [number for number, id in callers.answered.items() if f"{id}.1" not in names]
    assert lost == [], f"{len(lost)} of {len(callers.answered)} finished replies have no entry"
    by_name = {entry.id: entry for entry in entries}
    wrong = [found for number, id in callers.answered.items() if (found := _differs(number, by_name[f"{id}.1"]))]
    assert wrong == []
    mine = [by_name[f"{id}.1"] for id in callers.answered.values()]
    served = [told(number) for number in callers.answered]
    assert sum(entry.cost for entry in mine) == sum(one.cost for one in served)
    for bucket in ("input", "cache_read", "output"):
        assert sum(getattr(entry.usage, bucket) for entry in mine) == sum(getattr(one, bucket) for one in served)
    good = Counter(entry.usage.input for entry in entries if not entry.estimated and entry.status == 200)
    assert [number for number, times in good.items() if times > provider.asked.get(number, 0)] == []
    assert set(callers.answered) <= set(provider.asked)
    assert sum(entry.status == 200 for entry in entries) <= sum(provider.asked.values())
    return entries


def _differs(number: int, entry: Entry) -> str:
    served = told(number)
    found = (entry.usage.input, entry.usage.cache_read, entry.usage.output, entry.usage.total, entry.cost)
    wanted = (served.input, served.cache_read, served.output, served.input + served.cache_read + served.output, served.cost)
    good = (entry.status, entry.problem, entry.estimated, entry.attempt, entry.finish) == (200, "", "", 1, "stop")
    return "" if found == wanted and good else f"question {number}: {found} is not {wanted}, or {entry}"
