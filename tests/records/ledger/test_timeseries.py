"""Steps of time; their sums are tested with both servers, in tests/contract/records."""

from __future__ import annotations

import pytest

from records.ledger.filters import Filters, Unclear
from records.ledger.sums import DAY, HOUR
from records.ledger.timeseries import step_of
from tests.booked import NOON


def test_a_short_time_is_told_by_hours() -> None:
    """Unless one says otherwise."""
    assert step_of(None, Filters(since=NOON - 3 * DAY), NOON) == HOUR
    assert step_of(None, Filters(since=NOON - 3 * DAY - 1), NOON) == DAY
    assert step_of("day", Filters(since=NOON - HOUR), NOON) == DAY
    assert step_of("hour", Filters(since=NOON - 80 * DAY), NOON) == HOUR


@pytest.mark.parametrize(("said", "since"), [("week", NOON - DAY), ("hour", 0), ("HOUR", NOON)])
def test_what_is_no_step_is_refused(said: str, since: int) -> None:
    """As are more of them than anybody reads."""
    with pytest.raises(Unclear, match="step: "):
        step_of(said, Filters(since=since), NOON)
