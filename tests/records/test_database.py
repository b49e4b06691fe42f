"""The database as whoever asks it sees it, of both kinds."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from records.database import PATIENT, Away, Database, Mismatch, Patience, ready
from records.tables.positions import POSITIONS
from tests.served import BARE, ROOT


async def test_what_is_written_is_read(database: Database) -> None:
    """By its tables; committed at the end, taken back when something is raised."""
    async with database.writing() as connection:
        await connection.execute(insert(POSITIONS).values(journal="j", segment=2, offset=3))
    with pytest.raises(ZeroDivisionError):  # noqa: PT012  it is the end of the block that takes it back
        async with database.writing() as connection:
            await connection.execute(insert(POSITIONS).values(journal="k", segment=0, offset=0))
            raise ZeroDivisionError
    async with database.reading() as connection:
        assert (await connection.execute(select(POSITIONS))).all() == [("j", 2, 3)]


async def test_who_reads_cannot_write(database: Database) -> None:
    """Neither by mistake."""
    with pytest.raises(Exception, match=r"read.?only"):
        async with database.reading() as connection:
            await connection.execute(insert(POSITIONS).values(journal="j", segment=2, offset=3))


async def test_one_reader_sees_one_state(database: Database) -> None:
    """Two questions of one transaction agree, whatever is written between them."""
    async with database.reading() as reader:
        before = (await reader.execute(select(POSITIONS))).all()
        async with database.writing() as connection:
            await connection.execute(insert(POSITIONS).values(journal="j", segment=2, offset=3))
        assert (await reader.execute(select(POSITIONS))).all() == before == []


async def test_more_questions_than_connections_wait_their_turn(database: Database) -> None:
    """And none is refused."""

    async def ask() -> int:
        async with database.reading() as connection:
            return len((await connection.execute(select(POSITIONS))).all())

    assert await asyncio.gather(*(ask() for _ in range(PATIENT.readers * 3))) == [0] * PATIENT.readers * 3


LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}


async def test_a_question_that_nobody_waits_for_ends(database: Database) -> None:
    """In the database, and at once; the next one is answered by the same connections."""
    await database.ask("SELECT 1", {})
    for _ in range(2):
        asked = asyncio.ensure_future(database.ask(LONG[database.kind], {}))
        await asyncio.sleep(0.2)
        asked.cancel()
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await asked
    assert list(await database.ask("SELECT :number + 1", {"number": 1})) == [(2,)]
    if database.kind == "postgresql":
        running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6%' AND pid <> pg_backend_pid() AND state = 'active'"
        async with asyncio.timeout(10):
            while (await database.ask(running, {}))[0][0]:  # noqa: ASYNC110  what it waits for says nothing when it comes to be
                await asyncio.sleep(0.05)


async def test_a_question_that_takes_too_long_ends(database: Database) -> None:
    """And whoever finds all connections taken is told so, instead of waiting for ever."""
    hasty = Database(database.place, Patience(answering=0.4, turn=0.1, readers=1))
    try:
        with pytest.raises(Away, match=r"did not answer within 0\.4 s"):
            await hasty.ask(LONG[database.kind], {})
        async with hasty.reading():
            with pytest.raises(Away, match="too many ask it at once"):
                await hasty.ask("SELECT 1", {})
        assert list(await hasty.ask("SELECT 1", {})) == [(1,)]
    finally:
        await hasty.close()


async def test_it_can_be_closed_twice_and_used_again(database: Database) -> None:
    """Closing lets go of connections, not of the place."""
    async with database.reading():
        pass
    await database.close()
    await database.close()
    async with database.reading() as connection:
        assert (await connection.execute(select(POSITIONS))).all() == []


async def _made(file: Path, segment: int) -> None:
    url = f"sqlite:///{file}"
    await ready(url)
    writer = Database.open(url)
    async with writer.writing() as connection:
        await connection.execute(insert(POSITIONS).values(journal="j", segment=segment, offset=0))
    await writer.close()


async def test_a_file_that_was_deleted_or_replaced_is_not_read_any_more(tmp_path: Path) -> None:
    """The next question is answered from the one that is there, by every connection; while there is none, that is said."""
    file, question = tmp_path / "records.db", "SELECT segment FROM positions"
    await _made(file, 1)
    database = Database.open(f"sqlite:///{file}")
    asked = await asyncio.gather(*(database.ask(question, {}) for _ in range(PATIENT.readers)))
    assert asked == [[(1,)]] * PATIENT.readers
    for left in tmp_path.iterdir():
        left.unlink()
    with pytest.raises(Mismatch, match="cannot be opened"):
        await database.ask(question, {})
    await _made(file, 2)
    asked = await asyncio.gather(*(database.ask(question, {}) for _ in range(PATIENT.readers)))
    assert asked == [[(2,)]] * PATIENT.readers
    await _made(tmp_path / "another.db", 3)
    (tmp_path / "another.db").replace(file)
    asked = await asyncio.gather(*(database.ask(question, {}) for _ in range(PATIENT.readers)))
    assert asked == [[(3,)]] * PATIENT.readers
    assert list(await database.ask("PRAGMA integrity_check", {})) == [("ok",)]
    await database.close()


async def test_a_process_that_forgets_to_close_it_still_ends(tmp_path: Path) -> None:
    """No thread holds it back."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await ready(url)
    program = f"""
import asyncio, os
from records.database import Database
async def main():
    async with Database.open({url!r}).reading() as connection:
        await connection.exec_driver_sql("SELECT 1")
asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT, env=BARE, stderr=subprocess.DEVNULL)
    assert await asyncio.wait_for(process.wait(), 60) == 0
