"""Entries for tests of the database, and what is in it, read in plain SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from records.database import Database
from records.ledger.entry import Entry
from records.ledger.rows import COLUMNS, entry
from records.ledger.sums import PLACE, SUMS, rolled
from translators.canonical import Usage

NOON = 1_763_726_400_000_000  # 2025-11-21 12:00 UTC, in microseconds
SECOND = 1_000_000


def made(number: int, **fields: Any) -> Entry:
    """One of many, a second after the one before it."""
    usual: dict[str, Any] = {
        "request_id": f"req_{number:06}",
        "attempt": 1,
        "at": NOON + number * SECOND,
        "key": "ci",
        "organization": "acme",
        "provider": "openai",
        "target": "openai/gpt-4o",
        "usage": Usage(input=100, output=10),
        "cost": 1_000,
        "costs": {"input": 600, "output": 400},
        "charged": 1_100,
        "latency_us": 5_000,
        "ttft_us": 700,
    }
    return Entry(**{**usual, **fields})


async def entries(database: Database) -> list[Entry]:
    """All that are booked."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    return [entry(row) for row in await _read(database, f"SELECT {names} FROM entries ORDER BY at, request_id, attempt, revision")]


async def rollups(database: Database) -> list[tuple[Any, ...]]:
    """As they are kept."""
    columns = ", ".join((*PLACE, *SUMS))
    return sorted(await _read(database, f"SELECT {columns} FROM rollups"))


async def sums(database: Database) -> list[tuple[Any, ...]]:
    """As they are reckoned anew from the entries."""
    return sorted(await _read(database, f"WITH {rolled('entries', database.kind)} SELECT * FROM hours UNION ALL SELECT * FROM days"))


async def total(database: Database, column: str, dimension: str = "all", name: str = "", span: str = "day") -> int:
    """One sum over all time and all organizations."""
    asked = f"SELECT COALESCE(SUM({column}), 0) FROM rollups WHERE span = '{span}' AND dimension = '{dimension}' AND name = '{name}'"
    return int((await _read(database, asked))[0][0])


async def _read(database: Database, statement: str) -> Sequence[tuple[Any, ...]]:
    async with database.reading() as connection:
        return [tuple(row) for row in (await connection.exec_driver_sql(statement)).all()]
