"""What is summed up."""

from __future__ import annotations

from records.ledger.figures import BUCKETS, NOTHING, Figures, added
from records.ledger.sums import SUMS
from translators.canonical import Usage


def test_they_are_the_columns_of_a_rollup() -> None:
    """All of them, in its order; and the buckets are those of usage."""
    assert Figures.__struct_fields__ == tuple(SUMS)
    assert set(BUCKETS) == set(Usage.__struct_fields__) - {"provider_cost"}


def test_a_search_is_no_token() -> None:
    """It has a price of its own."""
    assert Figures(input=1, cache_read=2, audio_out=4, searches=100).tokens == 7


def test_they_add_up() -> None:
    """Column by column."""
    assert added([Figures(cost=1, searches=2), Figures(cost=3, ttft_us=4)]) == Figures(cost=4, searches=2, ttft_us=4)
    assert added([]) == NOTHING
