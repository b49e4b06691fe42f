"""When the window of a limit begins and ends: a pure function of its length, a moment and the place where days begin."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from config.snapshot import Length

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400}  # of windows that roll; three of them always
EVER = 1 << 40  # seconds: the end of a window that does not end


class Window(NamedTuple):
    """Whole seconds since the epoch: from `start` on, up to but not at `end`."""

    start: int
    end: int


def window(length: Length, at: float, zone: ZoneInfo) -> Window:
    """The calendar's window that holds this moment.

    Days and months begin at midnight there, also where daylight saving makes them longer or shorter; where there are two midnights,
    at the first, and where there is none, at the first moment after it. Hours and minutes follow the clock on the wall.
    """
    if length == "total":
        return Window(0, EVER)
    if length in ("day", "month"):
        return _of_dates(length == "month", at, zone)
    return _of_seconds(SECONDS[length], at, zone)


def _of_seconds(long: int, at: float, zone: ZoneInfo) -> Window:
    offset = datetime.fromtimestamp(at, zone).utcoffset() or timedelta()
    ahead = int(offset.total_seconds()) % long
    start = (int(at // 1) + ahead) // long * long - ahead
    return Window(start, start + long)


def _of_dates(months: bool, at: float, zone: ZoneInfo) -> Window:
    """A clock that is set back over midnight shows the day before once more: that day has ended all the same."""
    first = datetime.fromtimestamp(at, zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0, fold=0)
    if months:
        first = first.replace(day=1)
    following = _next(first, months)
    if _epoch(following, zone) <= at:
        first, following = following, _next(following, months)
    return Window(_epoch(first, zone), _epoch(following, zone))


def _next(first: datetime, months: bool) -> datetime:
    return (first + timedelta(days=32)).replace(day=1) if months else first + timedelta(days=1)


def _epoch(local: datetime, zone: ZoneInfo) -> int:
    """Of a midnight there. One that the clock jumps over is the moment of the jump, as both midnights of a jump back are the first."""
    return int(local.replace(tzinfo=zone).timestamp())
