"""A call, and what is noted of it."""

from __future__ import annotations

import asyncio

import pytest

from proxy.call import FEW, KEPT, LARGE, LARGE_KEPT, Booked, CallerLeft, Facts, Frames, Heard, kind_of
from tests.made import call
from translators.canonical import Kind, Problem


def test_a_call_never_changes() -> None:
    """Stages hand on another one."""
    with pytest.raises(AttributeError):
        call().id = "other"  # type: ignore[misc]  # that is the point


def test_facts_are_noted_on_the_way() -> None:
    """Every call has its own; at first nothing is known."""
    one, two = call(), call()
    one.facts.attempts = 3
    assert two.facts == Facts()
    assert (Facts().usage, Facts().cost, Facts().status) == (None, None, 0)


ENDS: list[tuple[BaseException, bool, Kind]] = [
    (Problem(Kind.PROVIDER_FAILED, "no", status=500), False, Kind.PROVIDER_FAILED),
    (Problem(Kind.PROVIDER_FAILED, "no"), True, Kind.PROVIDER_FAILED),
    (CallerLeft(), False, Kind.CALLER_LEFT),
    (asyncio.CancelledError(), False, Kind.CALLER_LEFT),
    (asyncio.CancelledError(), True, Kind.STOPPING),
    (CallerLeft(), True, Kind.INTERNAL),
    (KeyError("x"), False, Kind.INTERNAL),
    (KeyboardInterrupt(), True, Kind.INTERNAL),
]


@pytest.mark.parametrize(("error", "cutting", "kind"), ENDS)
def test_what_ends_a_call_has_a_word(error: BaseException, cutting: bool, kind: Kind) -> None:
    """The trace and the meter say the same."""
    assert kind_of(error, cutting=cutting) is kind


def test_a_call_is_booked_to_nobody_until_somebody_says_so() -> None:
    """And nobody is told when it is over."""
    assert call().booked == Booked("", "", "", "", {})
    call().over(None)


def test_the_frames_of_most_streams_are_kept_whole() -> None:
    """They are looked at again when nobody has told what they cost. What is no answer is kept, too: a part may begin there."""
    heard = Heard()
    for data, content in ((b"hello", False), (b"one", True), (b"two", True)):
        heard.hear(data, content)
    assert (heard.kept, heard.rest, heard.rest_large) == ([b"hello", b"one", b"two"], Frames(), Frames())


def test_of_long_streams_only_the_beginning_is_kept() -> None:
    """The rest is counted."""
    heard = Heard()
    for _ in range(10_000):
        heard.hear(b"x" * 100, True)
    assert KEPT <= sum(map(len, heard.kept)) < KEPT + 100
    assert (heard.rest.count, heard.rest.size) == (10_000 - len(heard.kept), 1_000_000 - 100 * len(heard.kept))


def test_large_frames_have_room_of_their_own() -> None:
    """A picture does not displace the words."""
    heard = Heard()
    for _ in range(300):
        heard.hear(b"x" * (LARGE + 1), True)
    heard.hear(b"one", True)
    assert heard.rest_large.count == 301 - len(heard.kept)
    assert heard.kept[-1] == b"one"
    assert LARGE_KEPT <= sum(map(len, heard.kept)) <= LARGE_KEPT + LARGE + 4


def test_behind_what_was_not_kept_a_large_frame_is_none() -> None:
    """It may repeat all that was said, and nobody could tell."""
    heard = Heard(room=0)
    heard.hear(b"x" * 5000, True)
    assert (heard.kept, heard.rest_large) == ([], Frames())


def test_frames_that_say_nothing_take_no_room_from_those_that_do() -> None:
    """A model may think for minutes; and a greeting may repeat all of a question."""
    heard = Heard()
    heard.hear(b"x" * 1_000_000, False)
    for _ in range(1000):
        heard.hear(b"{}", False)
    heard.hear(b"one", True)
    assert heard.kept == [*[b"{}"] * FEW, b"one"]
