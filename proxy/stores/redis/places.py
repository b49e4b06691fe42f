"""Where a counter stands in Redis: under which name, in which window, and for how long it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from config.snapshot import Length
from proxy.limits.claims import Counter
from proxy.limits.standing import Standing
from proxy.limits.windows import EVER, SECONDS, Window, window
from proxy.stores.counters import Kind
from proxy.stores.memory.counters import PARTS

TAG = "modelbridge:{limits}"  # all of them stand in one slot of a cluster: a call is let in by all of its limits at once
ALIVE, STATE = f"{TAG}:alive", f"{TAG}:state"
HOUR, DAY = 3_600, 86_400
ENDLESS = Window(0, EVER)


class Place(NamedTuple):
    """Of one counter, at one moment."""

    key: str
    start: int  # of its window; 0 where that has no beginning
    end: int
    rolls: int
    kept: int | str  # until when; empty: for ever


class Places:
    """Windows are asked of the calendar once each."""

    def __init__(self, zone: Callable[[], ZoneInfo]) -> None:
        self._zone = zone
        self._windows: dict[tuple[Length, ZoneInfo], Window] = {}

    def of(self, counter: Counter, now: float) -> Place:
        """In the window that holds this moment."""
        length, rolls = counter[3], counter[4]
        key = name_of(counter)
        if length is None or rolls:
            return Place(key, 0, EVER, int(rolls), int(now) + (DAY if length is None else 2 * SECONDS[length] + HOUR))
        at = (length, self._zone())
        here = self._windows.get(at)
        if here is None or not here.start <= now < here.end:
            here = self._windows[at] = window(length, now, at[1])
        return Place(key, here.start, here.end, 0, "" if here.end == EVER else here.end + HOUR)


@lru_cache(4_096)
def name_of(counter: Counter) -> str:
    """No name can be taken for another's."""
    scope, name, unit, length, rolls = counter
    return f"{TAG}:{scope}:{unit}:{length or 'now'}:{'rolls:' if rolls else ''}{quote(name, safe='', errors='surrogatepass')}"


def known_of(first: bytes, kind: Kind) -> str:
    """Where stands that what was spent of this kind is known, in the run of Redis that this process joined first."""
    return f"{TAG}:known:{first.decode()}:{':'.join(map(str, kind))}"


def part_of(counter: Counter, now: float) -> str:
    """Until when what is spent now counts in a window that rolls; empty for others."""
    length, rolls = counter[3], counter[4]
    if not rolls or length is None:
        return ""
    part = SECONDS[length] / PARTS
    return f"{(now // part + 1) * part + SECONDS[length]:.3f}"


def standing(place: Place, told: Sequence[bytes], now: float) -> Standing:
    """As Redis tells it: what is spent, held, and when the first part of a window that rolls has left it."""
    spent, held, first = told
    reset: float | None = None if place.end == EVER else place.end - now
    if place.rolls:
        reset = max(0.0, float(first) - now) if first else 0.0
    return Standing(int(spent), int(held), reset)
