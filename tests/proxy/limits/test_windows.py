"""When windows begin and end: month ends, leap days, clocks that are set, places with odd offsets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.snapshot import Length
from proxy.limits.windows import EVER, SECONDS, Window, window

LENGTHS: tuple[Length, ...] = ("second", "minute", "hour", "day", "month", "total")
# Where clocks are set at midnight, by half an hour, were set by a day, or are odd all the year.
PLACES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"),
    *("America/Havana", "Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "Pacific/Chatham", "Atlantic/Azores"),
)
MOMENTS = some.integers(0, 4_000_000_000) | some.floats(0, 4e9)


def at(text: str) -> int:
    """Seconds since the epoch."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


CASES: list[tuple[str, Length, str, str, str]] = [
    ("UTC", "second", "2026-11-21T10:20:30", "2026-11-21T10:20:30", "2026-11-21T10:20:31"),
    ("UTC", "minute", "2026-11-21T10:20:59", "2026-11-21T10:20:00", "2026-11-21T10:21:00"),
    ("UTC", "hour", "2026-11-21T10:00:00", "2026-11-21T10:00:00", "2026-11-21T11:00:00"),
    ("Asia/Kolkata", "hour", "2026-11-21T10:29:00", "2026-11-21T09:30:00", "2026-11-21T10:30:00"),
    ("UTC", "day", "2026-12-31T23:59:59", "2026-12-31T00:00:00", "2027-01-01T00:00:00"),
    ("UTC", "month", "2026-02-28T23:59:59", "2026-02-01T00:00:00", "2026-03-01T00:00:00"),
    ("UTC", "month", "2028-02-29T12:00:00", "2028-02-01T00:00:00", "2028-03-01T00:00:00"),
    ("UTC", "day", "2028-02-29T12:00:00", "2028-02-29T00:00:00", "2028-03-01T00:00:00"),
    ("UTC", "month", "2026-12-31T23:59:59", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
    ("Europe/Berlin", "day", "2026-11-20T23:00:00", "2026-11-20T23:00:00", "2026-11-21T23:00:00"),
    ("Europe/Berlin", "month", "2026-11-30T22:59:59", "2026-10-31T23:00:00", "2026-11-30T23:00:00"),
    # Daylight saving: days of 23 and 25 hours, months as long as they are.
    ("Europe/Berlin", "day", "2026-03-29T12:00:00", "2026-03-28T23:00:00", "2026-03-29T22:00:00"),
    ("Europe/Berlin", "day", "2026-10-25T00:30:00", "2026-10-24T22:00:00", "2026-10-25T23:00:00"),
    ("Europe/Berlin", "month", "2026-10-25T12:00:00", "2026-09-30T22:00:00", "2026-10-31T23:00:00"),
    # The same hour twice: two windows.
    ("Europe/Berlin", "hour", "2026-10-25T00:30:00", "2026-10-25T00:00:00", "2026-10-25T01:00:00"),
    ("Europe/Berlin", "hour", "2026-10-25T01:30:00", "2026-10-25T01:00:00", "2026-10-25T02:00:00"),
    # Havana sets its clock back at one to midnight: of two, the first. Beirut ahead at midnight: there is none.
    ("America/Havana", "day", "2026-11-01T05:30:00", "2026-11-01T04:00:00", "2026-11-02T05:00:00"),
    ("Asia/Beirut", "day", "2026-03-29T06:00:00", "2026-03-28T22:00:00", "2026-03-29T21:00:00"),
    # The Azores set it back at one to midnight, Samoa left a day out.
    ("Atlantic/Azores", "day", "2026-10-25T00:30:00", "2026-10-25T00:00:00", "2026-10-26T01:00:00"),
    ("Pacific/Apia", "day", "2011-12-30T09:00:00", "2011-12-29T10:00:00", "2011-12-30T10:00:00"),
]


@pytest.mark.parametrize(("place", "length", "moment", "start", "end"), CASES)
def test_a_window_is_the_calendars(place: str, length: Length, moment: str, start: str, end: str) -> None:
    """Written in UTC."""
    assert window(length, at(moment), ZoneInfo(place)) == Window(at(start), at(end))


def test_a_total_never_ends() -> None:
    """Whenever that is."""
    assert window("total", 1e9, ZoneInfo("UTC")) == Window(0, EVER)


@pytest.mark.parametrize("place", PLACES)
@given(moment=MOMENTS, length=some.sampled_from(LENGTHS))
def test_every_moment_is_in_its_window(place: str, moment: float, length: Length) -> None:
    """And all days and months follow upon one another without a gap, and hold what the clock on the wall says."""
    zone = ZoneInfo(place)
    found = window(length, moment, zone)
    assert found.start <= moment < found.end
    if length in ("day", "month"):
        assert window(length, found.end, zone).start == found.end
        assert window(length, found.start, zone) == window(length, found.end - 1, zone) == found
        middle = datetime.fromtimestamp((found.start + found.end) // 2, zone)
        first = datetime.fromtimestamp(found.start, zone) + timedelta(hours=0)
        assert (first.year, first.month) == (middle.year, middle.month)


@given(moment=MOMENTS)
def test_lengths_are_those_of_windows_that_roll(moment: float) -> None:
    """But for months, which a calendar makes of 28 to 31 days."""
    for length in ("second", "minute", "hour", "day"):
        found = window(length, moment, ZoneInfo("UTC"))
        assert found.end - found.start == SECONDS[length]
