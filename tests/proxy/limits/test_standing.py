"""How a limit stands."""

from __future__ import annotations

import pytest

from proxy.limits.standing import Standing, reached
from tests.sharing import claim


def test_what_is_held_is_used() -> None:
    """Nobody else may have it."""
    assert Standing(spent=3, held=4).used == 7


@pytest.mark.parametrize(("before", "after", "told"), [(0, 49, []), (0, 50, [50]), (50, 79, []), (49, 100, [50, 80, 100]), (100, 200, [])])
def test_a_share_is_reached_once(before: int, after: int, told: list[int]) -> None:
    """With what is spent then."""
    found = list(reached(claim("usd", 100, 1), before, after, (50, 80, 100)))
    assert [one.percent for one in found] == told
    assert {one.spent for one in found} <= {after}
