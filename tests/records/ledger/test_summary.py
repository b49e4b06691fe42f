"""What can be told apart; the sums are tested with both servers, in tests/contract/records."""

from __future__ import annotations

from records.ledger.summary import BY
from records.ledger.sums import DIMENSIONS, TAG


def test_it_is_told_by_everything_the_rollups_know() -> None:
    """And by the organization, which each of them has."""
    assert set(BY) == {*DIMENSIONS, TAG, "organization"} - {"all"}
