"""Where to look for entries that no index finds; that they are found is tested with both servers, in tests/contract/records."""

from __future__ import annotations

from records.database import Database
from records.ledger.filters import NAMES, Filters
from records.ledger.narrowing import WITH_INDEX, WITHOUT, narrowed, stretches
from records.ledger.sums import HOUR
from records.tables.entries import ENTRIES
from tests.booked import NOON


def test_hours_that_follow_one_another_are_one_stretch() -> None:
    """In either direction."""
    hours = [NOON + step * HOUR for step in (0, 1, 2, 5, 7, 8)]
    assert stretches(hours) == [(hours[0], hours[2]), (hours[3], hours[3]), (hours[4], hours[5])]
    assert stretches(hours[::-1]) == [(hours[5], hours[4]), (hours[3], hours[3]), (hours[2], hours[0])]
    assert stretches([]) == []


def test_every_filter_has_an_index_or_the_hours() -> None:
    """Organizations have one too, but theirs are most of all entries."""
    assert {*WITH_INDEX, *WITHOUT, "organization"} == {*NAMES, "tag"}
    indexed = {index.columns[0].name for index in ENTRIES.indexes}
    assert {"target" if name == "model" else name for name in WITH_INDEX} <= indexed


async def test_what_an_index_finds_is_asked_as_it_is() -> None:
    """Without a question before it."""
    nowhere = Database.open("sqlite:///none.db")
    for filters in (Filters(), Filters(tag="a=b", key="ci"), Filters(status=(500, 599))):
        assert [one async for one in narrowed(nowhere, filters, newest_first=True)] == [filters]
