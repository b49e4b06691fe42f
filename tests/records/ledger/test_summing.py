"""How sums are asked for; that they are right is tested with both servers, in tests/contract/records."""

from __future__ import annotations

from records.ledger.filters import Filters
from records.ledger.summing import Question
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON


def test_a_year_of_days_is_asked_of_no_entry() -> None:
    """Nor are hours."""
    assert "entries" not in Question(Filters(since=NOON - 365 * DAY, key="ci"), "sqlite").sql()
    assert "span = 'day'" not in Question(Filters(since=NOON - 365 * DAY), "sqlite", step=HOUR).sql()


def test_what_is_left_over_is_asked_in_the_same_question() -> None:
    """So that it sees the same bookings."""
    question = Question(Filters(since=NOON + 1, until=NOON + DAY + 2), "postgresql", by="model")
    sql = question.sql(9)
    assert sql.count("FROM rollups") == 1  # the whole hours between
    assert sql.count("FROM entries") == 2
    assert question.bound["most"] == 9
    assert str(NOON + 1) not in sql


def test_who_has_a_tag_may_have_others() -> None:
    """So tags of tags are asked of entries."""
    assert "rollups" not in Question(Filters(tag="a=b"), "sqlite", by="tag").sql()
    assert "entries" not in Question(Filters(tag="a=b"), "sqlite", by="organization").sql()
