"""What is PostgreSQL's own about booking: months, durable commits, a connection that is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.ledger.adding import Batch
from records.ledger.into_postgresql import IntoPostgresql
from records.ledger.journal.position import START, Position
from records.ledger.move import Move
from records.place import place
from records.postgresql import Line, closed, connected
from records.schema import ready
from records.troubles import Away, judged
from tests.booked import NOON, made
from tests.postgres import Postgres


@pytest.fixture
async def url(postgres: Postgres) -> str:
    """An empty ledger."""
    url = postgres.database()
    await ready(url)
    return url


@pytest.fixture
async def line(url: str) -> AsyncIterator[Line]:
    """To look at it from outside."""
    line = await connected(place(url).dsn)
    yield line
    await closed(line)


async def test_the_month_is_there_before_its_entries_and_those_after_it_too(url: str, line: Line) -> None:
    """And one before, for those that come late. What is far from them all lies in no month, and is found all the same."""
    into = IntoPostgresql(place(url).dsn)
    far = NOON + 900 * 86_400_000_000
    await into.book(await Batch.of([made(1), made(2), made(3, at=far)]), None)
    months = [
        name
        for (name,) in await line.fetch("SELECT relname FROM pg_class WHERE relname ~ '^entries_[0-9_]+$' AND relkind = 'r' ORDER BY 1")
    ]
    assert months == ["entries_2025_10", "entries_2025_11", "entries_2025_12", "entries_2026_01"]
    assert await line.fetchval("SELECT count(*) FROM entries_2025_11") == 2
    assert await line.fetchval("SELECT count(*) FROM entries_other") == 1
    assert await line.fetchval(f"SELECT count(*) FROM entries WHERE at >= {NOON}") == 3
    await into.close()


async def test_a_commit_is_on_the_disk_whatever_the_database_is_set_to(url: str, line: Line) -> None:
    """The journal drops what is booked; for others the setting stays."""
    name = url.rpartition("/")[2]
    await line.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    raised = "RAISE EXCEPTION 'commit is %', current_setting('synchronous_commit')"
    await line.execute(f"CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$")
    await line.execute("CREATE TRIGGER told AFTER UPDATE ON positions FOR EACH ROW EXECUTE FUNCTION told()")
    into = IntoPostgresql(place(url).dsn)
    with pytest.raises(Exception, match="commit is on"):
        await into.book(await Batch.of([made(1)]), Move("j", START, Position(1, 1)))
    await into.close()


async def test_a_connection_that_was_ended_is_made_anew(url: str, line: Line) -> None:
    """The booking fails, the one after it does not."""
    into = IntoPostgresql(place(url).dsn)
    await into.book(await Batch.of([made(1)]), None)
    await line.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    with pytest.raises(Exception) as ended:  # noqa: PT011  whatever the driver was at when it noticed
        await into.book(await Batch.of([made(2)]), None)
    assert isinstance(judged(ended.value, "db"), Away)
    assert await into.book(await Batch.of([made(2)]), None) == 1
    await into.close()
