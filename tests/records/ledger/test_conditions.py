"""What is asked of entries, in SQL."""

from __future__ import annotations

from records.ledger import conditions
from records.ledger.conditions import Bound, between
from records.ledger.filters import Filters
from records.tables.entries import FAILED


def test_what_failed_is_asked_as_its_index_has_it() -> None:
    """In the same words."""
    assert conditions.FAILED == FAILED
    for failed in (Filters(status=(400, 499)), Filters(problem="provider_failed")):
        assert FAILED in conditions.conditions(failed, "sqlite", {})
    for other in (Filters(status=(200, 299)), Filters(problem="")):
        assert FAILED not in conditions.conditions(other, "sqlite", {})


def test_values_are_bound_and_never_written() -> None:
    """Whatever somebody asks."""
    bound: Bound = {}
    evil = "'; DROP TABLE entries; --"
    written = conditions.conditions(Filters(key=evil, tag=f"a={evil}", problem=evil, organization=evil), "postgresql", bound)
    assert "DROP" not in " ".join(written)
    assert {bound[name] for name in ("key", "problem", "organization")} == {evil}
    assert bound["tag"] == f"a={evil}"


def test_a_time_without_end_is_one_condition() -> None:
    """With marks, so that several stand in one question."""
    bound: Bound = {}
    assert between("at", 1, None, bound) == "at >= :since"
    assert between("at", 2, 3, bound, "7") == "at >= :since7 AND at < :until7"
    assert bound == {"since": 1, "since7": 2, "until7": 3}
