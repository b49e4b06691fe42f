"""Which revision a database is at, told by its tables and its mark alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from records.migrations.statements import HEAD
from records.schema import current, newest, ready, standing
from records.troubles import Away, Mismatch
from tests.postgres import Postgres

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
    with pytest.raises(Away, match=r"^postgresql://127.0.0.1:1/records: "):
        await current("postgresql://ann@127.0.0.1:1/records")


async def test_who_only_reads_wants_the_newest_schema_and_makes_nothing(empty_url: str) -> None:
    """An empty database stays empty."""
    if empty_url.startswith("sqlite"):
        with pytest.raises(Mismatch, match="there is no database yet"):
            await current(empty_url)
        path = Path(empty_url.removeprefix("sqlite:///"))
        assert not path.exists()
        path.touch()
    for _ in range(2):
        with pytest.raises(Mismatch, match="is empty: the gateway makes its tables when it starts"):
            await current(empty_url)
    if empty_url.startswith("sqlite"):
        assert path.stat().st_size == 0
    await ready(empty_url)
    await current(empty_url)


def test_a_schema_that_is_not_the_newest_is_refused_with_words() -> None:
    """It is the gateway that brings it up to date, when it starts."""
    newest("db", HEAD)
    for found, told in (("", "^db is empty"), ("0000", rf"^db is of an older Model Bridge \(its schema is 0000, this one knows {HEAD}\)")):
        with pytest.raises(Mismatch, match=told):
            newest("db", found)


async def test_another_schema_is_left_as_it_is(tmp_path: Path) -> None:
    """Such as a newer one."""
    url, path = f"sqlite:///{tmp_path}/records.db", tmp_path / "records.db"
    await ready(url)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("UPDATE alembic_version SET version_num = '0999'")
    before = path.read_bytes()
    with pytest.raises(Mismatch, match="of a newer Model Bridge"):
        await current(url)
    assert path.read_bytes() == before


async def test_who_only_reads_waits_for_no_writer(tmp_path: Path) -> None:
    """Not for one who has the file to write."""
    await ready(f"sqlite:///{tmp_path}/records.db")
    with closing(sqlite3.connect(tmp_path / "records.db", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        await current(f"sqlite:///{tmp_path}/records.db")


async def test_a_server_that_may_only_be_read_will_do(postgres: Postgres) -> None:
    """As a standby is."""
    url = postgres.database()
    await ready(url)
    postgres.say(f"ALTER DATABASE {url.rpartition('/')[2]} SET default_transaction_read_only = on")
    await current(url)
