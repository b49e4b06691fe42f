"""When a reply was made."""

from __future__ import annotations

import pytest

from proxy.exchange.dated import dated
from translators.canonical import Event, PartDelta, Start

MORE = PartDelta(0, "a")


@pytest.mark.parametrize(("told", "expected"), [(0, 1_700_000_000), (5, 5)], ids=["nobody says", "the provider says"])
def test_a_reply_is_dated_unless_it_is(told: int, expected: int) -> None:
    """To the second; what else it says stays."""
    events: list[Event] = [Start("a", "m", told, "elsewhere", {"b": 1}), MORE]
    assert dated(events, lambda: 1_700_000_000.9) == [Start("a", "m", expected, "elsewhere", {"b": 1}), MORE]


@pytest.mark.parametrize("events", [[], [MORE]], ids=["nothing", "no start"])
def test_what_has_no_start_is_left(events: list[Event]) -> None:
    """It is the middle of a stream, or nothing yet."""
    assert dated(list(events)) == events
