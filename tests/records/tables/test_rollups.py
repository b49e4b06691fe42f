"""The table of rollups has a sum for everything that adds up."""

from __future__ import annotations

from msgspec.structs import fields

from records.tables.rollups import ROLLUPS
from translators.canonical import Usage


def test_every_bucket_of_usage_has_its_sum() -> None:
    """`provider_cost` is there as nanodollars."""
    assert {field.name for field in fields(Usage)} <= {column.name for column in ROLLUPS.columns}


def test_nothing_in_it_may_be_null() -> None:
    """A sum of nothing is 0."""
    assert not any(column.nullable for column in ROLLUPS.columns)
