"""What is SQLite's own about booking: a file that stays fast and gives back what it does not need."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import pytest

from records.ledger.adding import batch
from records.ledger.into_sqlite import IntoSqlite
from records.ledger.rows import COLUMNS
from records.ledger.sums import PLACE, SUMS
from records.schema import ready
from records.sqlite import opened
from tests.booked import NOON, made

ROWS = 20_000  # the bench has a million; which index serves does not depend on it
# Twenty days, fifty keys of ten organizations, two thousand customers; one reply of fifty fails.
_MANY = {
    "at": f"{NOON} - (n * 86400000)",
    "request_id": "printf('req_%08x', n)",
    "attempt": "1",
    "revision": "0",
    "key": "'key' || (n % 50)",
    "organization": "'org' || (n % 10)",
    "user": "''",
    "service": "'s' || (n % 5)",
    "customer": "'c' || (n * 7919 % 2000)",
    "tags": "'{}'",
    "model": "'fast'",
    "target": "'openai/m' || (n % 20)",
    "status": "CASE n % 50 WHEN 0 THEN 502 ELSE 200 END",
    "costs": "'{}'",
    "streamed": "n % 2",
}
_NUMBERS = {*SUMS} & {*COLUMNS}
QUERIES = {
    "the newest": "SELECT * FROM entries ORDER BY at DESC, request_id DESC, attempt DESC, revision DESC LIMIT 50",
    "the page after": "SELECT * FROM entries WHERE (at, request_id, attempt, revision) < (?, 'req_00000100', 1, 0) "
    "ORDER BY at DESC, request_id DESC, attempt DESC, revision DESC LIMIT 50",
    "one request": "SELECT * FROM entries WHERE request_id = 'req_000000ff'",
    "the newest that failed": "SELECT * FROM entries WHERE status >= 400 AND at < ? ORDER BY at DESC LIMIT 50",
    **{
        f"the newest of one {name}": f"SELECT * FROM entries WHERE {name} = '{value}' AND at < ? ORDER BY at DESC LIMIT 50"
        for name, value in {
            "key": "key7",
            "organization": "org3",
            "service": "s1",
            "customer": "c77",
            "target": "openai/m3",
            '"user"': "u",
        }.items()
    },
    "spent by a key since": "SELECT SUM(charged) FROM entries WHERE key = 'key7' AND at >= ?",
    "a month": "SELECT SUM(cost), SUM(requests) FROM rollups WHERE span = 'day' AND dimension = 'all' AND start >= ?",
    "a month by model": "SELECT name, SUM(cost) FROM rollups WHERE span = 'day' AND dimension = 'model' AND start >= ? GROUP BY name",
    "a month of one organization": "SELECT SUM(cost) FROM rollups "
    "WHERE organization = 'org3' AND dimension = 'all' AND span = 'day' AND start >= ?",
    "a month of one customer": "SELECT SUM(cost) FROM rollups "
    "WHERE dimension = 'customer' AND name = 'c77' AND span = 'day' AND start >= ?",
}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Many entries, made by SQLite itself."""
    import asyncio  # noqa: PLC0415  only here, outside of any loop

    path = tmp_path_factory.mktemp("large") / "records.db"
    asyncio.run(ready(f"sqlite:///{path}"))
    values = ", ".join(_MANY.get(name, "1000" if name in _NUMBERS else "''") for name in COLUMNS)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with closing(opened(path)) as file:
        file.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS}) "
            f"INSERT INTO entries ({names}) SELECT {values} FROM numbers"
        )
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
    await into.book(await batch([made(number, at=NOON + number, user="u" * 200) for number in range(3_000)]), None)
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
