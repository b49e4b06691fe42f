"""Months of entries in PostgreSQL: a partition each, made before it is needed, dropped whole when it is too old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from records.postgresql import SCHEMA_LOCK, Line
from records.troubles import Away, judged

AHEAD = 2  # months made before they come
# The table of entries is changed for a moment. Who reads it may not be made to wait for long, so we give up first and try again later.
PATIENCE = "SET LOCAL lock_timeout = '2s'"
OTHER = "entries_other"  # takes what no month takes; queries of entries see it like any other
_LOCK = f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK})"
_THERE = "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid WHERE inhparent = 'entries'::regclass"
_PREFIX = "entries_"


def month_of(at: int) -> date:
    """The first day of its month, in UTC; `at` in microseconds."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).date().replace(day=1)


def after(month: date, months: int = 1) -> date:
    """So many months later, or earlier."""
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, index + 1, 1)


def begins(month: date) -> int:
    """Microseconds since the epoch."""
    return int(datetime(month.year, month.month, 1, tzinfo=UTC).timestamp()) * 1_000_000


def name(month: date) -> str:
    """Of its partition."""
    return f"{_PREFIX}{month:%Y_%m}"


def months(partitions: set[str]) -> Iterator[date]:
    """Those of these partitions that are a month of ours; an operator may have others."""
    for partition in sorted(partitions):
        try:
            yield datetime.strptime(partition, f"{_PREFIX}%Y_%m").replace(tzinfo=UTC).date()
        except ValueError:
            continue


def wanted(at: int) -> list[date]:
    """The month of this moment, the one before it, and those to come."""
    here = month_of(at)
    return [after(here, step) for step in range(-1, AHEAD + 1)]


async def make(line: Line, wanted: list[date]) -> bool:
    """Each of them that is not there. Not possible now is no error, entries have another place: False, to be tried again."""
    try:
        missing = await _missing(line, wanted)
        for month in missing:
            async with line.transaction():
                await line.execute(PATIENCE)
                await line.execute(_LOCK)
                if month in await _missing(line, [month]):
                    await _make(line, month)
    except Exception as error:
        if _occupied(error) or (isinstance(judged(error, ""), Away) and not line.is_closed()):
            return False
        raise
    return True


async def drop(line: Line, before: int, most: int) -> int:
    """Every month that ended before this moment, whole, and of the entries without a month at most so many; how many rows of these."""
    there = {str(partition) for (partition,) in await line.fetch(_THERE)}
    for month in months(there):
        if begins(after(month)) <= before:
            async with line.transaction():
                await line.execute(PATIENCE)
                await line.execute(_LOCK)
                await line.execute(f"DROP TABLE IF EXISTS {name(month)}")
    old = f"SELECT ctid FROM {OTHER} WHERE at < $1 LIMIT $2"
    done = await line.execute(f"DELETE FROM {OTHER} WHERE ctid = ANY(ARRAY({old}))", before, most)
    return int(done.rpartition(" ")[2])


async def _missing(line: Line, wanted: list[date]) -> list[date]:
    there = {str(partition) for (partition,) in await line.fetch(_THERE)}
    return [month for month in wanted if name(month) not in there]


async def _make(line: Line, month: date) -> None:
    """Beside the others first and joined to them then: that takes a lighter lock than making it in its place."""
    first, last = begins(month), begins(after(month))
    await line.execute(f"CREATE TABLE {name(month)} (LIKE entries INCLUDING ALL)")
    await line.execute(f"ALTER TABLE {name(month)} ADD CONSTRAINT month CHECK (at >= {first} AND at < {last})")
    await line.execute(f"ALTER TABLE entries ATTACH PARTITION {name(month)} FOR VALUES FROM ({first}) TO ({last})")
    await line.execute(f"ALTER TABLE {name(month)} DROP CONSTRAINT month")


def _occupied(error: Exception) -> bool:
    """The table of the others holds entries of that month, where they may stay; or somebody else's table has the name."""
    return getattr(error, "sqlstate", "") in ("23514", "42P07", "42501")
