"""Where a page ended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.ledger.cursor import Cursor
from records.ledger.filters import Unclear
from tests.booked import made


@given(st.integers(0, 2**57), st.text(max_size=40), st.integers(0, 9), st.integers(0, 9))
def test_it_comes_back_as_it_was(at: int, request_id: str, attempt: int, revision: int) -> None:
    """In letters that stand in an address."""
    cursor = Cursor(at, request_id, attempt, revision)
    assert Cursor.read(str(cursor)) == cursor
    assert str(cursor).replace("-", "").replace("_", "").isalnum()
    assert Cursor.of(made(3, at=at, request_id=request_id, attempt=attempt, revision=revision)) == cursor


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "!!!", "a" * 5_000, str(Cursor(1, "r", 1, 0))[:-3]])
def test_what_was_not_handed_out_is_refused(text: str) -> None:
    """By its name."""
    with pytest.raises(Unclear, match="cursor"):
        Cursor.read(text)


def test_numbers_that_no_entry_has_are_refused() -> None:
    """The database could not compare them."""
    with pytest.raises(Unclear, match="cursor"):
        Cursor.read(str(Cursor(2**63, "r", 1, 0)))
