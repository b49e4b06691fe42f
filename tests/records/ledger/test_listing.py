"""How a page is asked for; what it holds is tested with both servers, in tests/contract/records."""

from __future__ import annotations

from records.ledger.cursor import Cursor
from records.ledger.filters import Filters
from records.ledger.listing import asked


def test_a_page_goes_on_behind_an_entry() -> None:
    """Not after so many rows: whatever is booked meanwhile, none is told twice."""
    sql, bound = asked(Filters(since=1), "sqlite", 50, Cursor(9, "req", 1, 0), newest_first=True)
    assert "OFFSET" not in sql
    assert "(entries.at, entries.request_id, entries.attempt, entries.revision) < (:after_at, " in sql
    assert bound == {"most": 50, "since": 1, "after_at": 9, "after_request_id": "req", "after_attempt": 1, "after_revision": 0}
