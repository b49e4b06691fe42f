"""Moments as people write them, and as they are told: a date, a time, or how long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from records.ledger.sums import DAY, HOUR

SECOND = 1_000_000  # microseconds: all times here are microseconds since the epoch
RIGHT = "write a date (2026-11-01), a time (2026-11-01T12:00:00Z) or how long ago (90m, 24h, 7d, 4w)"
_AGO = re.compile(r"([0-9]{1,6})([mhdw])", re.ASCII)
_UNITS = {"m": 60 * SECOND, "h": HOUR, "d": DAY, "w": 7 * DAY}
_WHOLE = {"d", "w"}  # from a full hour on: the sums of a month are then there already
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(6000, 1, 1, tzinfo=UTC)


def moment(text: str, now: int) -> int:
    """Without a zone it is UTC; days and weeks ago begin at the full hour. Raises ValueError with what would be right."""
    if ago := _AGO.fullmatch(text):
        at = max(0, now - int(ago[1]) * _UNITS[ago[2]])
        return at - at % HOUR if ago[2] in _WHOLE else at
    try:
        written = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)  # in an address, + is a space
    except ValueError as error:
        raise ValueError(RIGHT) from error
    written = written if written.tzinfo else written.replace(tzinfo=UTC)
    if not _EPOCH <= written <= _LAST:
        raise ValueError(f"there is nothing to be found then: {RIGHT}")
    return (written - _EPOCH) // timedelta(microseconds=1)


def shown(at: int) -> str:
    """ISO 8601 in UTC, to the microsecond where it has one."""
    second, rest = divmod(at, SECOND)
    return f"{_second(second)}.{rest:06d}Z" if rest else f"{_second(second)}Z"


@lru_cache(64)  # entries in the order of time come many to a second
def _second(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat()[:19]
