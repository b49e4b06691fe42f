"""One is one, and all others are many."""

from __future__ import annotations

from console.cli.counted import counted


def test_one_is_named_otherwise_than_many() -> None:
    """None are many, too."""
    assert [counted(number, "day") for number in (0, 1, 1_234)] == ["0 days", "1 day", "1,234 days"]
    assert [counted(number, "entry", "entries") for number in (1, 2)] == ["1 entry", "2 entries"]
