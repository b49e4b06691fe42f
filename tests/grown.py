"""A ledger that has grown: very many entries and their rollups in either database, made by it itself."""

from __future__ import annotations

from asyncpg import connect  # type: ignore[import-untyped]  # it has no types

from records.database import Database
from records.ledger.partitions import after, make, month_of
from records.ledger.rows import COLUMNS
from records.ledger.sums import DAY, DIMENSIONS, HOUR, PLACE, SUMS
from records.migrations.statements import REVISIONS, statements
from tests.booked import NOON

MONTH = 31 * DAY
BEGINNING = NOON - MONTH
# Fifty keys of ten organizations, two hundred customers, twenty models; one reply of fifty fails, half have a tag.
_GROWN = {
    "at": f"{BEGINNING} + (n * {{step}})",
    "request_id": "'req_' || n",
    "attempt": "1",
    "revision": "0",
    "key": "'key' || (n % 50)",
    "organization": "'org' || (n % 10)",
    "user": "''",
    "service": "'s' || (n % 5)",
    "customer": "'c' || (n % 200)",
    "tags": "CASE n % 2 WHEN 0 THEN '{{}}' ELSE '{{\"team\":\"blue\"}}' END",
    "model": "'fast'",
    "provider": "'openai'",
    "target": "'openai/m' || (n % 20)",
    "status": "CASE n % 50 WHEN 0 THEN 502 ELSE 200 END",
    "costs": "'{{\"input\":1000}}'",
    "cache": "'off'",
    "finish": "'stop'",
    "streamed": "n % 2 = 0",
    "provider_said": "NULL",
    "price": "'6ab8a1193b3a'",
}
_NUMBERS = {*SUMS} & {*COLUMNS}
_SERIES = {
    "sqlite": "(WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) SELECT n FROM numbers)",
    "postgresql": "(SELECT generate_series(0::bigint, {last}) AS n)",
}
_NAMES = ("organization", *(column for column in DIMENSIONS.values() if column != "''"), "tags")


async def filled(database: Database, count: int) -> None:
    """So many, evenly over the month before noon. Indexes are made afterwards, which takes half the time."""
    indexes = [one for one in statements(REVISIONS[0], database.kind) if one.startswith("CREATE INDEX entries_")]
    away = [f"DROP INDEX {index.split()[2]}" for index in indexes]
    wanted = [*away, _entries(database.kind, count), *_rollups(), *indexes]
    if database.kind == "sqlite":
        async with database.writing() as connection:
            for statement in wanted:
                await connection.exec_driver_sql(statement)
        return
    line = await connect(database.place.dsn)  # one that is as patient as this takes
    try:
        await make(line, [after(month_of(BEGINNING), step) for step in range(3)])
        for statement in (*wanted, "VACUUM ANALYZE entries", "VACUUM ANALYZE rollups"):
            await line.execute(statement)
    finally:
        await line.close()


def _entries(kind: str, count: int) -> str:
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    values = ", ".join(_GROWN.get(name, "1000" if name in _NUMBERS else "''") for name in COLUMNS)
    series = _SERIES[kind].format(last=count - 1)
    return f"INSERT INTO entries ({columns}) SELECT {values.format(step=MONTH // count)} FROM {series} AS numbers"


def _rollups() -> list[str]:
    """In two steps: everything that differs in a name once, then that by each name."""
    names, sums = ", ".join(_NAMES), ", ".join(f"{expression} AS {name}" for name, expression in SUMS.items())
    again = ", ".join(f"SUM({name})" for name in SUMS)
    place = ", ".join((*PLACE, *SUMS))
    found = [f"CREATE TABLE groups AS SELECT at - at % {HOUR} AS start, {names}, {sums} FROM entries GROUP BY 1, {names}"]
    for span, length in (("hour", HOUR), ("day", DAY)):
        start = f"start - start % {length}"
        for dimension, column in {**DIMENSIONS, "tag": "'team=blue'"}.items():
            which = "WHERE tags <> '{}'" if dimension == "tag" else ""
            found.append(
                f"INSERT INTO rollups ({place}) SELECT '{span}', '{dimension}', {start}, organization, {column}, {again} "
                f"FROM groups {which} GROUP BY {start}, organization{'' if column.startswith(chr(39)) else f', {column}'}"
            )
    return [*found, "DROP TABLE groups"]
