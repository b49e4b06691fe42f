"""An entry as a row, and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some
from msgspec import convert
from msgspec.structs import fields

from records.ledger.entry import Entry
from records.ledger.rows import COLUMNS, LATEST, LONGEST, MOST, entry, fitting, row
from records.tables.entries import ENTRIES
from tests.booked import made
from translators.canonical import Usage

AMOUNTS = some.integers(-MOST, MOST)
NAMES = some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
BUCKETS = [field.name for field in fields(Usage) if field.name != "provider_cost"]
USAGES = some.fixed_dictionaries({"provider_cost": some.none() | NAMES, **dict.fromkeys(BUCKETS, AMOUNTS)}).map(
    lambda told: convert(told, Usage)
)
ENTRIES_MADE = some.builds(
    Entry,
    **{field.name: NAMES for field in fields(Entry) if field.type is str},
    at=some.integers(0, LATEST),
    attempt=some.integers(0, 99),
    revision=some.integers(0, 9),
    status=some.integers(100, 599),
    tags=some.dictionaries(NAMES, NAMES, max_size=3),
    costs=some.dictionaries(NAMES, AMOUNTS, max_size=3),
    usage=USAGES,
    cost=AMOUNTS,
    provider_cost=some.none() | AMOUNTS,
    charged=AMOUNTS,
    saved=AMOUNTS,
    latency_us=AMOUNTS,
    ttft_us=some.none() | AMOUNTS,
    streamed=some.booleans(),
)


@given(ENTRIES_MADE)
def test_a_row_is_the_whole_entry(made: Entry) -> None:
    """There and back."""
    assert entry(row(made)) == made


def test_the_columns_are_those_of_the_table() -> None:
    """In its order."""
    assert tuple(column.name for column in ENTRIES.columns) == COLUMNS
    assert len(row(made(1))) == len(COLUMNS)


def test_a_long_name_ends_in_a_fingerprint() -> None:
    """So that two that begin alike stay two; an index of PostgreSQL could not take them whole."""
    one, other = fitting("c" * 10_000), fitting("c" * 9_999)
    assert len(one) == len(other) == LONGEST
    assert one != other
    assert one == fitting("c" * 10_000)
    assert fitting("n" * LONGEST) == "n" * LONGEST


def test_a_name_without_a_zero_character_is_taken_as_it_is() -> None:
    """PostgreSQL has no place for that one."""
    assert fitting("zoë\n") == "zoë\n"
    assert fitting("a\0b") == "a\ufffdb"


@given(some.integers(), some.text(), some.text(max_size=600))
def test_no_row_holds_what_a_database_refuses(amount: int, short: str, long: str) -> None:
    """Whatever a caller names himself, and whatever a provider counts."""
    odd = made(1, at=amount, cost=amount, user=short, service=long, tags={long: short}, usage=Usage(input=amount), attempt=amount)
    for value in row(odd):
        if isinstance(value, str):
            assert "\0" not in value
            assert len(value) <= 2 * LONGEST + 20
        elif value is not None:
            assert isinstance(value, int)
            assert abs(value) < 2**63
