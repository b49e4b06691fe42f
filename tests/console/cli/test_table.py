"""A table for a terminal."""

from __future__ import annotations

from decimal import Decimal

from console.cli.table import table


def test_numbers_stand_on_the_right_and_names_on_the_left() -> None:
    """Points of amounts below one another, none of their places left out."""
    rows = [("openai/gpt-4o", 1_234_567, Decimal("1234.5"), 0.25), ("-", 0, Decimal("-0.000000001"), None)]
    assert table(("model", "tokens", "cost USD", "mean ms"), rows).splitlines() == [
        "model             tokens         cost USD  mean ms",
        "openai/gpt-4o  1,234,567  1,234.500000000      0.2",
        "-                      0     -0.000000001",
    ]


def test_money_has_two_places_at_least() -> None:
    """As money has."""
    assert table(("cost",), [(Decimal("1"),)]).splitlines()[1] == "1.00"


def test_without_rows_there_is_a_head() -> None:
    """In bold where it may be."""
    assert table(("a", "b"), []) == "a  b\n"
    assert table(("a", "b"), [], colour=True) == "\x1b[1ma  b\x1b[0m\n"


def test_no_name_moves_the_cursor() -> None:
    """Callers name themselves."""
    assert "\x1b" not in table(("user",), [("\x1b[2Jgone\r\n",)])
