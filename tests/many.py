"""Very many entries in a SQLite file, made by SQLite itself; and the questions that are asked of them most."""

from __future__ import annotations

from sqlite3 import Connection

from records.ledger.rows import COLUMNS
from records.ledger.sums import DAY, SUMS
from tests.booked import NOON

TWENTY_DAYS = 20 * DAY
# Fifty keys of ten organizations, two thousand customers; one reply of fifty fails.
_MANY = {
    "at": f"{NOON} - (n * {{step}})",
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
    "a year": "SELECT SUM(cost), SUM(requests) FROM rollups WHERE span = 'day' AND dimension = 'all' AND start >= ? - 31449600000000",
    "a month of one organization": "SELECT SUM(cost) FROM rollups "
    "WHERE organization = 'org3' AND dimension = 'all' AND span = 'day' AND start >= ?",
    "a month of one customer": "SELECT SUM(cost) FROM rollups "
    "WHERE dimension = 'customer' AND name = 'c77' AND span = 'day' AND start >= ?",
}


def fill(file: Connection, rows: int) -> None:
    """Over the twenty days before noon."""
    values = ", ".join(_MANY.get(name, "1000" if name in _NUMBERS else "''") for name in COLUMNS)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) "
    file.execute(f"{numbers} INSERT INTO entries ({names}) SELECT {values} FROM numbers".replace("{step}", str(TWENTY_DAYS // rows)))


def fill_rollups(file: Connection) -> None:
    """Of the year before noon, by day: two thousand customers and twenty models of ten organizations."""
    amounts = ", ".join("1000" for _ in SUMS)
    for dimension, name, count in (("all", "''", 10), ("model", "'openai/m' || (n / 10)", 200), ("customer", "'c' || n", 2_000)):
        file.execute(
            "WITH RECURSIVE days(d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM days WHERE d < 364), "
            f"numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1}) "
            f"INSERT INTO rollups SELECT 'day', '{dimension}', {NOON - NOON % DAY} - d * {DAY}, 'org' || (n % 10), {name}, {amounts} "
            "FROM days, numbers"
        )
