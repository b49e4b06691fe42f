"""Frames in another wire than the caller's."""

from __future__ import annotations

import json
import time

import pytest

from proxy.call import Facts
from proxy.exchange.across import Across
from proxy.exchange.streamed import Streamed
from tests.canned import CannedAnswer, Piece, cut
from tests.frames import COUNT, DONE, ERROR, GOOD, HELLO, PING, STOP, WHOLE, frame, say
from tests.made import OPENAI_CHAT
from translators.canonical import ChatResponse, Event, Finish, Kind, PartDelta, Problem, Start, Text, Usage
from translators.canonical.fold import fold
from translators.framing.sse import Frame
from translators.translator import Sight

CUT = Problem(Kind.PROVIDER_CUT_OFF, "cut")


async def played(*pieces: Piece, n: int = 1) -> tuple[list[Event], Kind | None, Facts]:
    """The events of one stream, and what went wrong after its content."""
    facts, events = Facts(), list[Event]()

    def used(usage: Usage) -> None:
        facts.usage = usage

    answer = CannedAnswer(*pieces)
    streamed = Streamed(answer, OPENAI_CHAT.glance_frame, Across(OPENAI_CHAT.stream_reader(), used), facts, used, n=n, idle=5.0)
    assert await streamed.begin() is None
    try:
        async for batch in streamed:
            assert batch.wire_bytes is None
            events += batch.events or ()
    except Problem as problem:
        return events, problem.kind, facts
    finally:
        await streamed.close()
    return events, None, facts


def said(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, PartDelta))


@pytest.mark.parametrize("seed", range(20))
async def test_a_stream_folds_to_the_whole_reply(seed: int) -> None:
    """However the network cut it."""
    events, trouble, facts = await played(*cut(PING + GOOD, seed))
    assert trouble is None
    assert without_wire(fold(events)) == without_wire(OPENAI_CHAT.read_response(WHOLE))
    assert (facts.usage, facts.reason) == (Usage(input=9, output=3), "stop")


def without_wire(response: ChatResponse) -> tuple[object, ...]:
    return response.id, response.model, response.created, response.usage, [(c.parts, c.reason) for c in response.choices]


@pytest.mark.parametrize("end", [(DONE,), (), (CUT,), (COUNT[:30], CUT), (DONE, say("three"))], ids=["done", "end", "cut", "torn", "late"])
async def test_after_the_reason_every_end_is_a_good_one(end: tuple[Piece, ...]) -> None:
    """The events end with Finish, once."""
    events, trouble, _ = await played(HELLO + say("one"), STOP, *end)
    assert (trouble, said(events)) == (None, "one")
    assert [event for event in events if isinstance(event, Finish)] == [events[-1]]


async def test_an_end_mark_after_content_is_enough() -> None:
    """As it is on the same wire."""
    events, trouble, _ = await played(say("one"), DONE)
    assert trouble is None
    assert isinstance(events[-1], Finish)


FAILED: dict[str, tuple[tuple[Piece, ...], Kind]] = {
    "a cut": ((CUT,), Kind.PROVIDER_CUT_OFF),
    "the end": ((), Kind.PROVIDER_CUT_OFF),
    "an error": ((ERROR, STOP, DONE), Kind.PROVIDER_OVERLOADED),
    "no JSON": ((b"data: {nope}\n\n", STOP, DONE), Kind.PROVIDER_BAD_REPLY),
    "a failure for a reason": ((frame({}, "error"), DONE), Kind.PROVIDER_FAILED),
}


@pytest.mark.parametrize("together", [False, True], ids=["apart", "in one packet"])
@pytest.mark.parametrize(("pieces", "expected"), FAILED.values(), ids=FAILED)
async def test_after_content_what_was_good_comes_before_the_problem(pieces: tuple[Piece, ...], expected: Kind, together: bool) -> None:
    """And no Finish is made up."""
    if together and pieces and isinstance(pieces[0], bytes):
        pieces = (HELLO + say("one") + pieces[0], *pieces[1:])
    else:
        pieces = (HELLO, say("one"), *pieces)
    events, trouble, _ = await played(*pieces)
    assert (trouble, said(events)) == (expected, "one")
    assert not any(isinstance(event, Finish) for event in events)


async def test_what_the_last_unended_frame_says_is_not_lost() -> None:
    """It only lacks a blank line; then the answer lacks its end."""
    events, trouble, _ = await played(HELLO, say("one"), say("two").rstrip())
    assert (trouble, said(events)) == (Kind.PROVIDER_CUT_OFF, "onetwo")


async def test_with_several_answers_all_of_them_must_end() -> None:
    """Also one that never began."""
    one, two = frame({}, "stop"), frame({}, "length", index=1)
    assert (await played(say("a"), one, n=2))[1] is Kind.PROVIDER_CUT_OFF
    events, trouble, _ = await played(say("a") + say("b", index=1), one, two, n=2)
    assert trouble is None
    assert [choice.reason for choice in fold(events).choices] == ["stop", "length"]


async def test_a_stream_cut_short_keeps_the_usage_it_told() -> None:
    """It is billed by what was seen."""
    _, trouble, facts = await played(say("one", usage={"prompt_tokens": 9, "completion_tokens": 1}), CUT)
    assert (trouble, facts.usage) == (Kind.PROVIDER_CUT_OFF, Usage(input=9, output=1))


async def test_no_usage_is_none() -> None:
    """It is not a usage of nothing."""
    assert (await played(say("one"), STOP, DONE))[2].usage is None


async def test_half_a_character_is_read() -> None:
    """Some servers cut their text inside a surrogate pair."""
    half = json.dumps({"id": "a", "choices": [{"index": 0, "delta": {"content": "\ud83d"}}]}).encode()
    events, trouble, _ = await played(b"data: " + half + b"\n\n", STOP, DONE)
    assert (trouble, said(events)) == (None, "\ud83d")


def test_a_frame_may_mean_nothing() -> None:
    """Then there is no batch."""
    across = Across(OPENAI_CHAT.stream_reader(), lambda _: None)
    data = b'{"choices": []}'
    assert across.frame(Frame(data, data), Sight()) is None
    assert across.frame(Frame(say("a"), say("a")[6:]), Sight()) is not None


async def test_parts_open_before_they_are_filled() -> None:
    """Start, then the part: what a writer of any wire needs."""
    events, _, _ = await played(*cut(GOOD, 1))
    assert isinstance(events[0], Start)
    assert fold(events).choices[0].parts == (Text("one two"),)


@pytest.mark.parametrize("at_once", [False, True], ids=["frame by frame", "in its last frame"])
def test_a_stream_that_does_not_say_when_it_was_made_was_made_now(at_once: bool) -> None:
    """Once: what a caller is told of it never changes."""
    across = Across(OPENAI_CHAT.stream_reader(), lambda _: None)
    one, last = frame({"content": "one"}, created=0), frame({"content": "two"}, "stop", created=0)
    batches = (
        [across.done(Frame(last, last[6:]))]
        if at_once
        else [across.frame(Frame(one, one[6:]), Sight()), across.done(Frame(last, last[6:]))]
    )
    starts = [event for batch in batches if batch for event in batch.events or () if isinstance(event, Start)]
    assert [abs(start.created - time.time()) < 60 for start in starts] == [True]


def test_a_last_frame_that_says_something_is_heard() -> None:
    """The wire's own end is no frame on one wire, and on another the frame that tells the usage."""
    used: list[Usage] = []
    across = Across(OPENAI_CHAT.stream_reader(), used.append)
    events = list(across.frame(Frame(HELLO, HELLO[6:]), Sight()).events or ())  # type: ignore[union-attr]  # it greets
    last = frame({"content": "one"}, "stop", usage={"prompt_tokens": 9, "completion_tokens": 3})
    events += across.done(Frame(last, last[6:])).events or ()
    assert said(events) == "one"
    assert isinstance(events[-1], Finish)
    assert used == [Usage(input=9, output=3)]
