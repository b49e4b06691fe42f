"""Which revision a database is at, told by its tables and its mark alone."""

from __future__ import annotations

import pytest

from records.migrations.statements import HEAD
from records.schema import ready, standing
from records.troubles import Away, Mismatch

OURS = {"entries", "rollups", "positions", "alembic_version"}


def test_an_empty_database_is_at_the_beginning() -> None:
    """Also when alembic has been there and marked nothing."""
    assert standing("db", set(), []) == standing("db", {"alembic_version"}, []) == ""


def test_a_marked_one_is_where_its_mark_says() -> None:
    """When it has our tables."""
    assert standing("db", OURS, [HEAD]) == HEAD


@pytest.mark.parametrize(
    ("tables", "marks", "told"),
    [
        (OURS, ["0999"], "newer Model Bridge"),
        (OURS, ["ae1027a6acf"], "another program"),
        (OURS, [HEAD, "0999"], "another program"),
        ({"alembic_version", "users"}, [HEAD], "another program"),
        (OURS - {"alembic_version"}, [], r"something else \(entries, positions, rollups\)"),
        ({"a", "b", "c", "d"}, [], r"something else \(a, b, c, …\)"),
    ],
)
def test_any_other_is_refused(tables: set[str], marks: list[str], told: str) -> None:
    """A table named like one of ours may be anybody's."""
    with pytest.raises(Mismatch, match=f"^db .*{told}"):
        standing("db", tables, marks)


async def test_a_server_that_is_not_there_is_away() -> None:
    """A port that nobody listens at."""
    with pytest.raises(Away, match=r"^postgresql://127.0.0.1:1/records: "):
        await ready("postgresql://ann@127.0.0.1:1/records")
