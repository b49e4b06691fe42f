"""The table of entries says what an Entry says."""

from __future__ import annotations

from msgspec.structs import fields

from records.ledger.entry import Entry
from records.tables.entries import ENTRIES
from translators.canonical import Usage


def test_every_field_of_an_entry_has_a_column_of_its_name() -> None:
    """The buckets of its usage too; the provider's own text stands beside the figure made of it."""
    of_entry = {field.name for field in fields(Entry)} - {"usage"}
    of_usage = {field.name for field in fields(Usage)} - {"provider_cost"}
    assert {column.name for column in ENTRIES.columns} == of_entry | of_usage | {"provider_said"}
    assert not of_entry & of_usage


def test_only_what_may_be_unknown_may_be_null() -> None:
    """An empty text or 0 is a fact."""
    assert {column.name for column in ENTRIES.columns if column.nullable} == {"provider_said", "provider_cost", "ttft_us"}


def test_an_entry_is_one_row() -> None:
    """Its time comes first, because PostgreSQL keeps the rows of a month together."""
    assert [column.name for column in ENTRIES.primary_key.columns] == ["at", "request_id", "attempt", "revision"]
