"""How much each may keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.memory.fairness import fair_share


@pytest.mark.parametrize(
    ("sizes", "room", "share"),
    [([], 10, 10), ([5], 10, 5), ([50], 10, 10), ([50, 1], 10, 9), ([50, 50], 10, 5), ([50, 40, 1, 2], 10, 3), ([3, 3, 3], 10, 3)],
)
def test_those_who_have_most_give(sizes: list[int], room: int, share: int) -> None:
    """Those who have little keep it."""
    assert fair_share(sizes, room) == share


@given(st.lists(st.integers(0, 1000), max_size=20), st.integers(0, 5000))
def test_cut_down_to_it_they_fit(sizes: list[int], room: int) -> None:
    """And not to much less than need be."""
    share = fair_share(sizes, room)
    assert sum(min(size, share) for size in sizes) <= room
    if sum(sizes) > room:
        assert sum(min(size, share + 1) for size in sizes) > room
