"""What is SQLite's own about booking: a file that stays fast and gives back what it does not need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from records.ledger.adding import Batch
from records.ledger.into_sqlite import IntoSqlite
from records.ledger.sums import PLACE
from records.schema import ready
from records.sqlite import opened
from tests.booked import NOON, made
from tests.many import QUERIES, fill

ROWS = 20_000  # the bench has a million; which index serves does not depend on it


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Many entries, made by SQLite itself."""
    path = tmp_path_factory.mktemp("large") / "records.db"
    asyncio.run(ready(f"sqlite:///{path}"))
    with closing(opened(path)) as file:
        fill(file, ROWS)
        yield file


@pytest.mark.parametrize("name", QUERIES)
def test_a_frequent_question_is_answered_by_an_index(large: Connection, name: str) -> None:
    """Never by looking at every row, never by sorting what an index has in order; and in no time."""
    query = QUERIES[name]
    values = (NOON - 86_400_000_000,) * query.count("?")
    plan = [row[3] for row in large.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert not [step for step in plan if "TEMP B-TREE" in step and "GROUP BY" not in step], plan
    assert all("USING" in step for step in plan if step.startswith(("SCAN", "SEARCH"))), plan
    began = time.thread_time()
    large.execute(query, values).fetchall()
    assert time.thread_time() - began < 0.1


async def test_what_is_too_old_is_deleted_in_small_pieces_and_the_file_shrinks(tmp_path: Path) -> None:
    """To the microsecond; nobody waits long, and the disk gets its room back."""
    path = tmp_path / "records.db"
    await ready(f"sqlite:///{path}")
    into = IntoSqlite(path)
    await into.book(await Batch.of([made(number, at=NOON + number, user="u" * 200) for number in range(3_000)]), None)
    with closing(opened(path)) as file:
        before = file.execute("PRAGMA page_count").fetchone()[0]
        assert [await into.drop(NOON + 2_500, 1_000) for _ in range(4)] == [1_000, 1_000, 500, 0]
        assert file.execute("SELECT MIN(at), COUNT(*) FROM entries").fetchone() == (NOON + 2_500, 500)
        assert file.execute("PRAGMA page_count").fetchone()[0] < before / 2
        assert file.execute("SELECT attempts FROM rollups WHERE dimension = 'all' AND span = 'day'").fetchone() == (3_000,)
    await into.close()


def test_a_rollup_is_one_row(large: Connection) -> None:
    """Its key is what the upsert goes by."""
    listed = [row[1] for row in large.execute("PRAGMA table_info(rollups)") if row[5]]
    assert set(listed) == set(PLACE)
