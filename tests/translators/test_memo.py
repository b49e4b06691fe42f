"""What has been made of a schema once."""

from __future__ import annotations

from typing import Any

from translators.memo import LARGEST, remembered


def test_what_was_made_once_is_not_made_again() -> None:
    """Of equal values; of others it is."""
    made: list[Any] = []

    @remembered
    def keys(schema: Any) -> list[str]:
        made.append(schema)
        return sorted(schema)

    assert keys({"b": 1, "a": 2}) is keys({"b": 1, "a": 2})
    assert keys({"c": 1}) == ["c"]
    assert made == [{"b": 1, "a": 2}, {"c": 1}]


def test_the_order_of_fields_is_not_lost() -> None:
    """Models are shown properties in the order they were written."""
    same = remembered(dict)
    assert list(same({"b": 1, "a": 2})) == ["b", "a"]
    assert list(same({"a": 2, "b": 1})) == ["a", "b"]


def test_what_is_large_or_no_json_is_made_anew() -> None:
    """It is rare, and keeping it would cost memory."""
    made: list[int] = []
    count = remembered(lambda schema: made.append(len(schema)))
    for _ in range(2):
        count({"description": "x" * LARGEST})
        count({"description": "\ud800"})
    assert made == [1, 1, 1, 1]
