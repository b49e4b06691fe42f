"""How long answers take."""

from __future__ import annotations

import pytest

from proxy.mock.pace import Pace, seconds


@pytest.mark.parametrize(
    ("text", "length"), [("2s", 2.0), ("250ms", 0.25), ("1.5", 1.5), ("1m", 60.0), ("", None), ("-1s", None), ("fast", None), ("1h", None)]
)
def test_a_length_of_time_is_read(text: str, length: float | None) -> None:
    """Or it is none."""
    assert seconds(text) == length


def test_a_rate_makes_a_gap() -> None:
    """No rate, no gap."""
    assert Pace(rate=50).gap == 0.02
    assert Pace().gap == 0
