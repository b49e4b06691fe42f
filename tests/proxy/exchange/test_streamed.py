"""The course of a streamed reply, whichever wire it is in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.call import Facts
from proxy.exchange.across import Across
from proxy.exchange.same_wire import SameWire
from proxy.exchange.streamed import Streamed, merged
from tests.canned import CannedAnswer, Clock, Piece, cut
from tests.frames import COUNT, DONE, ERROR, GOOD, HELLO, PING, SHOWN, STOP, frame, read, say, text
from tests.made import OPENAI_CHAT
from translators.anthropic import TRANSLATOR as ANTHROPIC
from translators.anthropic.frames import STOP as MESSAGE_STOP
from translators.canonical import Batch, Finish, Kind, Problem, Start, Usage
from translators.translator import Sight

CUT = Problem(Kind.PROVIDER_CUT_OFF, "cut")
IDLE = 5.0


class Course:
    """One stream, played to its end."""

    def __init__(
        self,
        *pieces: Piece,
        n: int = 1,
        wants_usage: bool = False,
        idle: float = IDLE,
        across: bool = False,
        glance: Callable[[bytes], Sight] = OPENAI_CHAT.glance_frame,
    ) -> None:
        self.facts = Facts()
        self.usages: list[Usage] = []
        self.answer = CannedAnswer(*pieces, clock=Clock())
        meaning = Across(OPENAI_CHAT.stream_reader(), self.usages.append) if across else SameWire(wants_usage=wants_usage, end=DONE)
        self.overs: list[tuple[Kind | None, bytes]] = []  # how it was said to be over, and what had been passed on by then
        self.streamed = Streamed(self.answer, glance, meaning, self.facts, self.usages.append, over=self.over, n=n, idle=idle)
        self.refused: Problem | None = None  # before its answer had begun
        self.unframed: bytes | None = None
        self.body = b""
        self.finishes = 0
        self.problem: Problem | None = None  # after

    def over(self, problem: Problem | None) -> None:
        self.overs.append((kind(problem), self.body))

    async def run(self) -> Course:
        try:
            self.unframed = await self.streamed.begin()
        except Problem as problem:
            self.refused = problem
            return self
        try:
            async for batch in self.streamed:
                self.body += batch.wire_bytes or b""
                self.finishes += sum(isinstance(event, Finish) for event in batch.events or ())
        except Problem as problem:
            self.problem = problem
        await self.streamed.close()
        return self


def kind(problem: Problem | None) -> Kind | None:
    return problem.kind if problem else None


@given(st.integers())
def test_however_it_is_cut_it_is_the_same_stream(seed: int) -> None:
    """Event for event; only the usage that nobody asked for is missing, and it is known all the same."""
    course = asyncio.run(Course(*cut(GOOD, seed)).run())
    assert (course.refused, course.problem) == (None, None)
    assert course.body == SHOWN
    assert course.facts.reason == "stop"
    assert course.usages == [Usage(input=9, output=3)]
    assert course.answer.closed == 1


async def test_begin_reads_no_further_than_the_first_content() -> None:
    """What comes later is the caller's to wait for."""
    course = Course(HELLO, PING, say("one"), say("two"), STOP, DONE)
    assert await course.streamed.begin() is None
    assert course.answer.pieces == [say("two"), STOP, DONE]
    assert [batch.wire_bytes async for batch in course.streamed] == [HELLO + PING + say("one"), say("two"), STOP, DONE]


# What is said before any content is the reply itself: nothing has gone out, and its status is real.
REFUSED: dict[str, tuple[tuple[Piece, ...], Kind]] = {
    "an error first": ((ERROR,), Kind.PROVIDER_OVERLOADED),
    "a greeting, then an error": ((HELLO, ERROR), Kind.PROVIDER_OVERLOADED),
    "a greeting and an error in one packet": ((HELLO + ERROR + say("one"),), Kind.PROVIDER_OVERLOADED),
    "a greeting, then a cut": ((HELLO, CUT), Kind.PROVIDER_CUT_OFF),
    "a greeting, then the end": ((HELLO,), Kind.PROVIDER_CUT_OFF),
    "the end mark alone": ((DONE,), Kind.PROVIDER_BAD_REPLY),
    "a greeting and the end mark": ((HELLO, DONE), Kind.PROVIDER_BAD_REPLY),
    "usage and the end mark": ((COUNT, DONE), Kind.PROVIDER_BAD_REPLY),
    "an event that is no JSON": ((b"data: {nope}\n\n",), Kind.PROVIDER_BAD_REPLY),
    "half an event": ((b'data: {"choices": [{"del',), Kind.PROVIDER_CUT_OFF),
    "an error without its blank line": ((ERROR.rstrip(),), Kind.PROVIDER_OVERLOADED),
    "heartbeats and the end": ((PING, PING), Kind.PROVIDER_CUT_OFF),
    "named events without data": ((b"event: ping\n\n",), Kind.PROVIDER_CUT_OFF),
    "heartbeats for too long": ((PING, 3.0, PING, 3.0, PING), Kind.PROVIDER_TIMED_OUT),
    "blank lines for too long": ((b"\n", 3.0, b"\n", 3.0, b"\n"), Kind.PROVIDER_TIMED_OUT),
    "a comment that never ends": ((b": a", 3.0, b"b\n: c", 3.0, b"d"), Kind.PROVIDER_TIMED_OUT),
    "a failure for a reason": ((frame({}, "error"),), Kind.PROVIDER_FAILED),
}


@pytest.mark.parametrize(("pieces", "expected"), REFUSED.values(), ids=REFUSED)
async def test_before_content_a_problem_is_the_reply(pieces: tuple[Piece, ...], expected: Kind) -> None:
    """It is raised by `begin`, and nothing has been passed on."""
    course = await Course(*pieces).run()
    assert kind(course.refused) is expected


# What is said after content: what came before goes out first, then the problem; never an end mark.
FAILED: dict[str, tuple[tuple[Piece, ...], Kind]] = {
    "a cut": ((CUT,), Kind.PROVIDER_CUT_OFF),
    "the end": ((), Kind.PROVIDER_CUT_OFF),
    "the end inside an event": ((say("two")[:20],), Kind.PROVIDER_CUT_OFF),
    "an error": ((ERROR, STOP, DONE), Kind.PROVIDER_OVERLOADED),
    "an error without its blank line": ((ERROR.rstrip(),), Kind.PROVIDER_OVERLOADED),
    "an error and more in one packet": ((ERROR + say("two") + STOP + DONE,), Kind.PROVIDER_OVERLOADED),
    "an event that is no JSON": ((b"data: {nope}\n\n" + say("two") + STOP + DONE,), Kind.PROVIDER_BAD_REPLY),
    "heartbeats for too long": ((PING, 3.0, PING, 3.0, PING, STOP, DONE), Kind.PROVIDER_TIMED_OUT),
    "an error after it stopped": ((STOP, ERROR, DONE), Kind.PROVIDER_OVERLOADED),
    "a failure for a reason": ((frame({}, "error"), DONE), Kind.PROVIDER_FAILED),
}


@pytest.mark.parametrize("together", [False, True], ids=["apart", "in one packet"])
@pytest.mark.parametrize(("pieces", "expected"), FAILED.values(), ids=FAILED)
async def test_after_content_what_was_good_goes_out_before_the_problem(pieces: tuple[Piece, ...], expected: Kind, together: bool) -> None:
    """Also when both came in one packet."""
    if together and pieces and isinstance(pieces[0], bytes):
        course = await Course(HELLO + say("one") + pieces[0], *pieces[1:]).run()
    else:
        course = await Course(HELLO + say("one"), *pieces).run()
    assert course.refused is None
    assert kind(course.problem) is expected
    assert text(course.body) == "one"
    assert DONE not in course.body
    with pytest.raises(Problem):
        await anext(course.streamed)
    assert course.answer.closed == 1


# After every answer has said why it stopped nothing of them is missing, however the stream then ends.
ENDED: dict[str, tuple[Piece, ...]] = {
    "the end": (),
    "a cut": (CUT,),
    "silence": (Problem(Kind.PROVIDER_TIMED_OUT, "silent"),),
    "a cut inside the usage": (COUNT[:30], CUT),
    "the end inside the usage": (COUNT[:30],),
    "the end mark without its blank line": (b"data: [DONE]",),
    "the end mark without a space": (b"data:[DONE]\n\n",),
    "bytes after the end mark": (DONE, say("three"), b"garbage"),
    "bytes after the end mark, in one packet": (DONE + say("three") + ERROR,),
    "two end marks": (DONE, DONE),
}


@pytest.mark.parametrize("pieces", ENDED.values(), ids=ENDED)
async def test_after_the_reason_every_end_is_a_good_one(pieces: tuple[Piece, ...]) -> None:
    """The caller gets exactly one end mark, as the provider wrote it or as we do."""
    course = await Course(HELLO + say("one"), STOP, *pieces).run()
    assert (course.refused, course.problem) == (None, None)
    assert course.body.replace(b"data:[", b"data: [") == HELLO + say("one") + STOP + DONE


async def test_an_empty_answer_is_an_answer() -> None:
    """The model may have nothing to say."""
    course = await Course(HELLO, STOP, DONE).run()
    assert course.body == HELLO + STOP + DONE


async def test_an_end_mark_after_content_is_enough() -> None:
    """Some servers give no reason; none is made up."""
    course = await Course(HELLO, say("one"), DONE).run()
    assert (course.body, course.problem, course.facts.reason) == (HELLO + say("one") + DONE, None, None)


async def test_all_in_one_packet() -> None:
    """The answer is over when it begins."""
    course = await Course(GOOD).run()
    assert course.body == SHOWN


async def test_an_end_that_tells_only_the_answer_goes_on_from_what_was_told() -> None:
    """As on Anthropic's wire: the start of a stream tells what went in."""
    said = b'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}\n\n'
    end = b'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}\n\n'
    course = Course(said, end, MESSAGE_STOP, glance=ANTHROPIC.glance_frame)
    course.facts.usage = Usage(input=9, cache_write_1h=4, output=1)  # as the meter has noted it
    await course.run()
    assert course.usages == [Usage(input=9, cache_write_1h=4, output=7)]


@pytest.mark.parametrize("wants_usage", [True, False])
async def test_the_last_usage_counts(wants_usage: bool) -> None:
    """FAULTS 45: on a frame with choices, on one without, on each, twice. A frame that says more than usage always passes."""
    usage = {"prompt_tokens": 9, "completion_tokens": 1}
    more = {"prompt_tokens": 9, "completion_tokens": 7}
    first, second, last = say("one", usage=usage), frame({}, "stop", usage=more), frame(usage=more)
    course = await Course(HELLO, first, second, last, last, DONE, wants_usage=wants_usage).run()
    assert course.usages[-1] == Usage(input=9, output=7)
    assert course.body == HELLO + first + second + (last + last if wants_usage else b"") + DONE


async def test_with_several_answers_all_of_them_must_end() -> None:
    """One that is missing its end was cut."""
    one, two = frame({}, "stop"), frame({}, "length", index=1)
    said = say("a") + say("b", index=1)
    assert kind((await Course(said, one, n=2).run()).problem) is Kind.PROVIDER_CUT_OFF
    whole = await Course(said, one, two, n=2).run()
    assert (whole.problem, whole.facts.reason) == (None, "stop")
    assert whole.body == said + one + two + DONE


async def test_frames_that_say_nothing_are_a_sign_of_life() -> None:
    """xAI sends one for each thought it keeps to itself: sixty seconds of these are no silence."""
    thoughts: list[Piece] = [frame({}), 4.0]
    course = await Course(HELLO, *thoughts * 20, say("one"), STOP, DONE).run()
    assert (course.refused, text(course.body)) == (None, "one")


@pytest.mark.parametrize("after", [(), (say("one "),)], ids=["before content", "after it"])
async def test_a_heartbeat_that_is_an_event_is_no_progress_either(after: tuple[bytes, ...]) -> None:
    """Anthropic's pings. They pass, and keep the caller's connection warm."""
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'

    def glance(data: bytes) -> Sight:
        return Sight(heartbeat=True) if b"ping" in data else OPENAI_CHAT.glance_frame(data)

    course = await Course(HELLO, *after, ping, 3.0, ping, 3.0, ping, STOP, DONE, glance=glance).run()
    assert kind(course.problem if after else course.refused) is Kind.PROVIDER_TIMED_OUT
    warm = await Course(HELLO, say("one "), ping, 3.0, ping, 3.0, say("two"), STOP, DONE, glance=glance).run()
    assert (warm.problem, warm.body.count(ping)) == (None, 2)


async def test_a_large_event_that_takes_its_time_is_no_silence() -> None:
    """Only heartbeats are."""
    large = say("x" * 1000)
    pieces = [large[at : at + 100] for at in range(0, len(large), 100)]
    course = await Course(PING, *(piece for part in pieces for piece in (part, 3.0)), STOP, DONE).run()
    assert (course.refused, course.problem, len(text(course.body))) == (None, None, 1000)


async def test_a_caller_who_reads_slowly_makes_no_silence() -> None:
    """The time it takes is not the provider's."""
    course = Course(say("one"), PING, say("two"), STOP, DONE)
    assert await course.streamed.begin() is None
    body = b""
    async for batch in course.streamed:
        body += batch.wire_bytes or b""
        course.answer.clock.now += 10 * IDLE
    assert text(body) == "onetwo"


@pytest.mark.parametrize(
    "body", [b'{"choices": []}', b"  \n {}", b"<!doctype html>", b"", b"\n\n", b"upstream error", b'{\n\n"a":\n\n1}', b"[]"], ids=repr
)
async def test_what_is_no_stream_is_given_back(body: bytes) -> None:
    """All of it: somebody else judges what it is."""
    course = await Course(*cut(body, body)).run()
    assert course.unframed == body


async def test_a_frame_larger_than_any_is_refused() -> None:
    """Memory is bounded."""
    course = await Course(*[b"data: " + b"x" * 1_000_000] * 17).run()
    assert kind(course.refused) is Kind.PROVIDER_BAD_REPLY


async def test_after_a_good_end_the_rest_is_heard_out() -> None:
    """Then the connection can serve again."""
    course = await Course(GOOD, b"late", b"later").run()
    assert course.answer.pieces == []
    assert course.body == SHOWN


async def test_a_provider_that_does_not_hang_up_is_not_waited_for_long() -> None:
    """The answer is closed all the same."""
    course = Course(GOOD, None)
    await asyncio.wait_for(course.run(), 10)
    assert (course.body, course.answer.closed) == (SHOWN, 1)


async def test_a_caller_who_leaves_waits_for_nothing() -> None:
    """The answer is closed at once."""
    course = Course(HELLO, say("one"), say("two"), STOP, DONE)
    assert await course.streamed.begin() is None
    await course.streamed.close()
    assert course.answer.pieces == [say("two"), STOP, DONE]
    assert course.answer.closed == 1


async def test_it_says_that_it_is_over_before_its_last_byte_is_passed_on() -> None:
    """Once; so that whoever keeps account has done so by then."""
    course = await Course(HELLO + say("one"), STOP, COUNT, DONE).run()
    assert course.overs == [(None, HELLO + say("one") + STOP)]
    forgotten = await Course(HELLO + say("one"), STOP).run()
    assert forgotten.overs == [(None, HELLO + say("one") + STOP)]


async def test_it_says_what_it_was_broken_off_by() -> None:
    """After what was good has been passed on. Before an answer has begun there is nothing to be over."""
    course = await Course(HELLO + say("one"), say("two") + ERROR).run()
    assert course.overs == [(Kind.PROVIDER_OVERLOADED, HELLO + say("one") + say("two"))]
    assert (await Course(HELLO, ERROR).run()).overs == []
    assert (await Course(b"<html>").run()).overs == []


async def test_who_leaves_ends_nothing_by_that() -> None:
    """Whoever closes it knows better why."""
    course = Course(HELLO, say("one"), say("two"), STOP, DONE)
    await course.streamed.begin()
    await course.streamed.close()
    assert (course.overs, course.facts.reason) == ([], None)


@pytest.mark.parametrize("across", [False, True], ids=["same wire", "across"])
async def test_what_has_come_is_noted(across: bool) -> None:
    """The same frames by either road; no heartbeats, and no end."""
    course = await Course(HELLO, say("one "), PING, say("two"), STOP, COUNT, DONE, across=across).run()
    heard = course.facts.heard
    assert heard is not None
    assert b"".join(b"data: %b\n\n" % data for data in heard.kept) == HELLO + say("one ") + say("two") + STOP + COUNT


ANYTHING = [HELLO, say("one"), say("b", index=1), STOP, frame({}, "length", index=1), COUNT, DONE, ERROR, PING, frame({}, "error"), b"\n"]


@given(st.lists(st.sampled_from(ANYTHING) | st.binary(max_size=12), max_size=12), st.integers(1, 2), st.booleans(), st.integers())
def test_whatever_comes_there_is_one_honest_end(frames: list[bytes], n: int, across: bool, seed: int) -> None:
    """A refusal, an end mark, or a problem after what was good: never two of them, never another exception."""
    body = b"".join(frames)
    course = Course(*cut(body, seed), n=n, across=across)
    asyncio.run(course.run())
    assert course.answer.closed == (course.refused is None)
    if course.unframed is not None:
        assert (course.unframed, course.body, course.problem) == (body, b"", None)
    elif course.refused is None:
        ends = course.finishes if across else course.body.splitlines().count(b"data: [DONE]")
        assert ends == (course.problem is None)
        assert [problem for problem, _ in course.overs] == [kind(course.problem)]
        assert across or course.problem is not None or course.body.endswith(DONE)


async def test_nothing_is_left_to_the_collector() -> None:
    """A stream that nobody reads on is closed where it stands."""
    closed: list[bool] = []

    class Watched(CannedAnswer):
        async def chunks(self) -> AsyncIterator[bytes]:
            try:
                yield HELLO + say("one")
                yield say("two")
            finally:
                closed.append(True)

    meaning = SameWire(wants_usage=False, end=DONE)
    streamed = Streamed(Watched(), OPENAI_CHAT.glance_frame, meaning, Facts(), lambda _: None, n=1, idle=IDLE)
    assert await streamed.begin() is None
    await streamed.close()
    assert closed == [True]


def test_several_batches_are_one() -> None:
    """Bytes are joined; so are events."""
    start = Start("a", "m")
    assert merged([]) is None
    assert merged([Batch(None, b"a")]) == Batch(None, b"a")
    assert merged([Batch(None, b"a"), Batch(None, b"b")]) == Batch(None, b"ab")
    assert merged([Batch([start]), Batch([start])]) == Batch([start, start])


def test_the_frames_of_these_tests_are_read_as_they_are_meant() -> None:
    """A test of the tests."""
    assert read(GOOD)[-1] == "[DONE]"
    assert text(GOOD) == "one two"
