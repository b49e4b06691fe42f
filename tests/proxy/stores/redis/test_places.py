"""Where counters stand in Redis."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from config.snapshot import Length
from proxy.limits.claims import Counter
from proxy.limits.windows import EVER
from proxy.stores.redis.places import TAG, Places, known_of, name_of, part_of, standing
from tests.sharing import NOON, UTC

DAY: Counter = ("key", "ci", "usd", "day", False)


def test_no_name_is_taken_for_anothers() -> None:
    """Whatever callers think of; and all stand in one slot."""
    names = ["ci", "c:i", "c{i}", "", "é", "\ud800", "rolls:ci"]
    made = {name_of(("user", name, "usd", length, rolls)) for name in names for length in ("day", "month") for rolls in (True, False)}
    assert len(made) == 4 * len(names)
    assert {name.partition(":{limits}:")[0] for name in made} == {"modelbridge"}
    assert known_of(b"me", ("user", "usd", "day", True)).startswith(f"{TAG}:known:me:")


@pytest.mark.parametrize(
    ("length", "rolls", "start", "kept"),
    [("day", False, -43_200, 43_200 + 3_600), ("minute", False, 0, 3_660), ("hour", True, None, 10_800), (None, False, None, 86_400)],
)
def test_a_place_is_kept_longer_than_it_is_needed(length: Length | None, rolls: bool, start: int | None, kept: int) -> None:
    """Clocks of machines differ. What has no beginning has none here, either."""
    at = Places(lambda: UTC).of(("key", "ci", "tokens", length, rolls), NOON)
    assert (at.start, at.kept) == (0 if start is None else NOON + start, NOON + kept)


def test_what_never_ends_is_kept_for_ever() -> None:
    """A budget in total."""
    at = Places(lambda: UTC).of(("key", "ci", "usd", "total", False), NOON)
    assert (at.start, at.end, at.kept) == (0, EVER, "")


def test_a_day_begins_where_the_operator_says() -> None:
    """Also when he changes his mind."""
    zones = [UTC]
    places = Places(lambda: zones[0])
    assert places.of(DAY, NOON).start == NOON - 43_200
    zones[0] = ZoneInfo("Asia/Tokyo")
    assert places.of(DAY, NOON).start == NOON - 43_200 - 9 * 3_600
    assert places.of(DAY, NOON + 86_400).start == NOON + 43_200 - 9 * 3_600


def test_parts_are_of_windows_that_roll() -> None:
    """Sixty of each, by when they have left it."""
    assert part_of(DAY, NOON) == ""
    assert part_of(("key", "ci", "usd", "minute", True), NOON + 0.5) == f"{NOON + 61:.3f}"


def test_a_standing_says_when_something_is_free() -> None:
    """By time alone."""
    places = Places(lambda: UTC)
    assert standing(places.of(DAY, NOON), [b"5", b"2", b""], NOON).reset == 43_200
    rolling = places.of(("key", "ci", "usd", "hour", True), NOON)
    assert standing(rolling, [b"5", b"2", f"{NOON + 9}".encode()], NOON).reset == 9
    assert standing(rolling, [b"0", b"2", b""], NOON).reset == 0
    assert standing(places.of(("key", "ci", "parallel", None, False), NOON), [b"0", b"2", b""], NOON).reset is None
