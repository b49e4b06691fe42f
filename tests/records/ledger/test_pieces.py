"""A span of time in pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from records.ledger.pieces import Piece, pieces
from records.ledger.sums import DAY, HOUR
from tests.booked import NOON

TODAY = NOON - 12 * HOUR


def test_whole_days_then_whole_hours_then_entries() -> None:
    """From both ends."""
    assert pieces(NOON + 5, NOON + 2 * DAY + HOUR + 7) == [
        Piece("entries", NOON + 5, NOON + HOUR),
        Piece("hour", NOON + HOUR, TODAY + DAY),
        Piece("day", TODAY + DAY, TODAY + 2 * DAY),
        Piece("hour", TODAY + 2 * DAY, NOON + 2 * DAY + HOUR),
        Piece("entries", NOON + 2 * DAY + HOUR, NOON + 2 * DAY + HOUR + 7),
    ]
    assert pieces(0, None) == [Piece("day", 0, None)]
    assert pieces(NOON, None) == [Piece("hour", NOON, TODAY + DAY), Piece("day", TODAY + DAY, None)]
    assert pieces(NOON + 1, NOON + 2) == [Piece("entries", NOON + 1, NOON + 2)]
    assert pieces(NOON, NOON + 2 * DAY, "hour") == [Piece("hour", NOON, NOON + 2 * DAY)]
    assert pieces(5, None, "entries") == [Piece("entries", 5, None)]


@given(st.integers(0, 5 * DAY), st.integers(1, 5 * DAY), st.booleans(), st.sampled_from(["day", "hour", "entries"]))
def test_together_they_are_the_span(since: int, length: int, ends: bool, largest: str) -> None:
    """No moment is left out, none is in two; days and hours are whole."""
    until = since + length if ends else None
    found = pieces(since, until, largest)  # type: ignore[arg-type]  # of a list of them
    assert (found[0].since, found[-1].until) == (since, until)
    assert all(before.until == after.since for before, after in pairwise(found))
    for piece in found:
        unit = {"day": DAY, "hour": HOUR, "entries": 1}[piece.kept]
        assert piece.since % unit == 0
        assert piece.until is None or piece.until % unit == 0
