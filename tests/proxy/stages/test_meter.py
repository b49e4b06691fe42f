"""What did the attempt use?"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from config.schema import File
from config.schema.ledger import LedgerTable
from config.snapshot import Target
from proxy.call import Call, CallerLeft, Reply
from proxy.exchange.single import Single
from proxy.stages.exchange import AskTarget
from proxy.stages.meter import FULL
from records.ledger.entry import Entry
from tests.canned import CannedAnswer, Piece, canned
from tests.frames import COUNT, DONE, ERROR, GOOD, HELLO, STOP, WHOLE, frame, say
from tests.made import provider
from tests.metering import BODY, QUESTION, Metered, answering, asking, close, ended, priced, taken
from translators.anthropic import TRANSLATOR as ANTHROPIC
from translators.canonical import NOTHING, Batch, Kind, Problem, Usage

CUT = Problem(Kind.PROVIDER_CUT_OFF, "cut")
TOLD = Usage(input=9, output=3)
COST = 9 * 2 + 3 * 10
UNTOLD = json.dumps({**WHOLE, "usage": None}).encode()
OTHER = replace(provider("other"), port=10)


# ── what ends well ────────────────────────────────────────────────────


async def test_a_whole_reply_is_accounted_for_before_it_is_returned(tmp_path: Path) -> None:
    """What the provider told, and what it cost."""
    metered, asked = Metered(tmp_path), asking()
    reply = await metered.ask(asked, answering(metered, 0.25, BODY, before=0.5))
    entry = metered.entry
    assert (ended(entry), entry.usage, entry.cost, entry.finish) == ((200, "", ""), TOLD, COST, "stop")
    assert (entry.latency_us, entry.ttft_us) == (750_000, 750_000)
    assert await taken(reply.batches) == BODY
    await close(asked, reply, left=True)  # that he left before he had read it changes nothing: the provider has done its work
    assert metered.entries == [entry]


async def test_a_stream_is_accounted_for_before_its_last_byte_is_handed_on(tmp_path: Path) -> None:
    """Not earlier: until then it may still be cut."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    reply = await metered.ask(asked, answering(metered, HELLO, 0.5, say("one"), 1.0, STOP, COUNT, DONE))
    seen = [(batch.wire_bytes, len(metered.entries)) async for batch in reply.batches]
    assert seen == [(HELLO + say("one"), 0), (STOP, 0), (DONE, 1)]
    assert (ended(metered.entry), metered.entry.usage, metered.entry.streamed) == ((200, "", ""), TOLD, True)
    assert (metered.entry.latency_us, metered.entry.ttft_us) == (1_500_000, 500_000)
    await close(asked, reply)
    assert len(metered.entries) == 1


async def test_a_stream_that_forgets_its_end_is_accounted_for_too(tmp_path: Path) -> None:
    """Before the end that is written for it."""
    metered = Metered(tmp_path)
    reply = await metered.ask(asking(stream=True), answering(metered, HELLO + say("one"), STOP))
    seen = [(batch.wire_bytes, len(metered.entries)) async for batch in reply.batches]
    assert seen == [(HELLO + say("one"), 0), (STOP, 0), (DONE, 1)]


@pytest.mark.parametrize("pieces", [(GOOD,), (BODY,)], ids=["in one packet", "by a provider that does not stream"])
async def test_a_stream_that_is_over_when_it_begins_is_accounted_for_by_then(tmp_path: Path, pieces: tuple[bytes, ...]) -> None:
    """There is only one batch to be handed on."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    reply = await metered.ask(asked, answering(metered, *pieces))
    assert (ended(metered.entry), metered.entry.usage) == ((200, "", ""), TOLD)
    await close(asked, reply, left=True)
    assert len(metered.entries) == 1


async def test_across_wires_it_is_the_same(tmp_path: Path) -> None:
    """A stream is settled by its last frame, whatever is written for it afterwards."""
    metered = Metered(tmp_path)
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {"id": "m", "role": "assistant", "content": [], "usage": {"input_tokens": 9}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    ]
    frames = [b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), json.dumps(event).encode()) for event in events]
    reply = await metered.ask(asking(priced(ANTHROPIC), stream=True), answering(metered, *frames))
    counts = [len(metered.entries) async for _ in reply.batches]
    assert counts == [*[0] * (len(counts) - 1), 1]
    assert (ended(metered.entry), metered.entry.usage, metered.entry.cost) == ((200, "", ""), TOLD, COST)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_who_never_tells_what_was_used_is_guessed_at(tmp_path: Path, streamed: bool) -> None:
    """By bytes, and it says so. The facts have the same, for the header and the log."""
    metered, asked = Metered(tmp_path), asking(stream=streamed)
    pieces = [HELLO, say("one "), say("two"), STOP, DONE] if streamed else [UNTOLD]
    await taken((await metered.ask(asked, answering(metered, *pieces))).batches)
    entry, guess = metered.entry, Usage(input=QUESTION, output=2)
    assert (ended(entry), entry.usage, entry.cost) == ((200, "", "not_told"), guess, QUESTION * 2 + 2 * 10)
    assert (asked.facts.usage, asked.facts.cost, asked.facts.costs) == (guess, entry.cost, entry.costs)


async def test_several_answers_end_with_the_last_of_them(tmp_path: Path) -> None:
    """The first to say why it stopped ends nothing."""
    metered = Metered(tmp_path)
    frames = say("one"), say("two", index=1), STOP, frame({}, "length", index=1), COUNT, DONE
    reply = await metered.ask(asking(stream=True, n=2), answering(metered, *frames))
    counts = [len(metered.entries) async for _ in reply.batches]
    assert counts == [0, 0, 0, 0, 1]
    assert (metered.entry.finish, metered.entry.usage) == ("stop", TOLD)


# ── what does not ─────────────────────────────────────────────────────

FAILED: dict[str, tuple[BaseException, bool, tuple[int, str, str], Usage]] = {
    "refused": (Problem(Kind.PROVIDER_RATE_LIMITED, "no"), False, (429, "provider_rate_limited", ""), NOTHING),
    "with a status of its own": (Problem(Kind.PROVIDER_FAILED, "no", status=500), False, (500, "provider_failed", ""), NOTHING),
    "a fault of ours": (KeyError("x"), False, (500, "internal_error", ""), NOTHING),
    "its caller left": (asyncio.CancelledError(), False, (499, "caller_left", "caller_left"), Usage(input=QUESTION)),
    "the gateway stopped": (asyncio.CancelledError(), True, (503, "gateway_stopping", "cut_off"), Usage(input=QUESTION)),
}


@pytest.mark.parametrize(("error", "cutting", "expected", "usage"), FAILED.values(), ids=FAILED)
async def test_an_attempt_that_never_began_to_be_answered(
    tmp_path: Path, error: BaseException, cutting: bool, expected: tuple[int, str, str], usage: Usage
) -> None:
    """Has its entry. A provider that fails charges nothing; who leaves has put his question all the same."""
    metered = Metered(tmp_path, cutting=cutting)
    with pytest.raises(type(error)):
        await metered.ask(asking(), AskTarget({"http": canned(error)}, metered.clock))
    entry = metered.entry
    assert (ended(entry), entry.usage, entry.cost, entry.ttft_us, entry.finish) == (expected, usage, usage.input * 2, None, "")
    assert (entry.attempt, entry.target) == (1, "house/small")


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("pieces", [(ERROR,), (HELLO, ERROR), (HELLO, CUT), (b"<html>",)], ids=["error", "late error", "cut", "page"])
async def test_what_fails_before_the_answer_begins_costs_nothing(tmp_path: Path, pieces: tuple[Piece, ...], streamed: bool) -> None:
    """Whole or streamed alike."""
    metered, asked = Metered(tmp_path), asking(stream=streamed)
    with pytest.raises(Problem) as caught:
        await metered.ask(asked, answering(metered, *pieces))
    entry = metered.entry
    assert ended(entry) == (caught.value.status, caught.value.kind.word, "")
    assert (entry.usage, entry.cost, entry.ttft_us, entry.finish) == (NOTHING, 0, None, "")


@pytest.mark.parametrize("error", [Problem(Kind.UNSUPPORTED, "no place"), CallerLeft(), KeyError("x")], ids=repr)
async def test_where_nobody_was_asked_there_is_no_entry(tmp_path: Path, error: BaseException) -> None:
    """It was no attempt."""

    def refuses(call: Call) -> Reply:
        raise error

    metered = Metered(tmp_path)
    with pytest.raises(type(error)):
        await metered.ask(asking(), refuses)
    assert metered.entries == []


CUTS: dict[str, tuple[tuple[Piece, ...], tuple[int, str], int]] = {
    "a cut": ((CUT,), (502, "provider_cut_off"), 4),
    "the end": ((), (502, "provider_cut_off"), 4),
    "an error": ((ERROR,), (503, "provider_overloaded"), 4),
    "an error in the last packet": ((say(", four") + ERROR,), (503, "provider_overloaded"), 6),
}


@pytest.mark.parametrize(("pieces", "expected", "output"), CUTS.values(), ids=CUTS)
async def test_a_stream_that_is_cut_costs_what_has_come(
    tmp_path: Path, pieces: tuple[Piece, ...], expected: tuple[int, str], output: int
) -> None:
    """Guessed by its bytes, and no reason is made up for its end. Its entry is there before anybody is told."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    reply = await metered.ask(asked, answering(metered, HELLO + say("one, two, "), say("three"), *pieces))
    with pytest.raises(Problem):
        await taken(reply.batches)
    entry = metered.entry
    assert (ended(entry), entry.finish) == ((*expected, "cut_off"), "")
    assert entry.usage == Usage(input=QUESTION, output=output)
    assert entry.ttft_us is not None
    await close(asked, reply, problem=Kind.PROVIDER_CUT_OFF)
    assert metered.entries == [entry]


async def test_what_was_told_before_the_cut_stands(tmp_path: Path) -> None:
    """Only what is missing is guessed."""
    metered = Metered(tmp_path)
    told = {"prompt_tokens": 900, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 800}}
    reply = await metered.ask(asking(stream=True), answering(metered, say("one", usage=told), say(", two, three, four"), CUT))
    with pytest.raises(Problem):
        await taken(reply.batches)
    assert metered.entry.usage == Usage(input=100, cache_read=800, output=6)


async def test_what_was_told_in_full_is_not_made_more(tmp_path: Path) -> None:
    """The answer had ended, and was counted: what is broken off behind that is none of it."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    reply = await metered.ask(asked, answering(metered, say("a long word " * 9), STOP, COUNT, ERROR))
    with pytest.raises(Problem):
        await taken(reply.batches)
    assert (ended(metered.entry), metered.entry.usage, metered.entry.finish) == ((503, "provider_overloaded", ""), TOLD, "stop")


async def test_with_several_answers_a_cut_is_a_cut(tmp_path: Path) -> None:
    """One of them had ended; what of both has come is what was used."""
    metered = Metered(tmp_path)
    reply = await metered.ask(asking(stream=True, n=2), answering(metered, say("one, two"), say("three, four", index=1), STOP, CUT))
    with pytest.raises(Problem):
        await taken(reply.batches)
    assert (ended(metered.entry), metered.entry.usage.output) == ((502, "provider_cut_off", "cut_off"), 5)


LEAVES: list[tuple[int, int]] = [(0, 3), (1, 3), (2, 4)]  # after so many batches: the tokens that had come


@pytest.mark.parametrize(("batches", "output"), LEAVES)
async def test_who_leaves_pays_for_what_had_come(tmp_path: Path, batches: int, output: int) -> None:
    """Also before he took anything of it."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    reply = await metered.ask(asked, answering(metered, HELLO + say("one, two, "), say("three"), say(", four"), STOP, DONE))
    for _ in range(batches):
        await anext(reply.batches)
    await close(asked, reply, left=True)
    entry = metered.entry
    assert (ended(entry), entry.usage, entry.finish) == ((499, "caller_left", "caller_left"), Usage(input=QUESTION, output=output), "")


ENDS: dict[str, tuple[Kind | None, tuple[int, str, str]]] = {
    "the gateway had to stop": (Kind.STOPPING, (503, "gateway_stopping", "cut_off")),
    "it could not be written": (Kind.INTERNAL, (500, "internal_error", "cut_off")),
    "nobody knows why": (None, (500, "internal_error", "cut_off")),
}


@pytest.mark.parametrize(("problem", "expected"), ENDS.values(), ids=ENDS)
async def test_a_stream_that_is_ended_here_says_why(tmp_path: Path, problem: Kind | None, expected: tuple[int, str, str]) -> None:
    """The edge has noted it before it closes the reply; its entry waits for no connection to be tidied up."""
    metered, asked, entries = Metered(tmp_path), asking(stream=True), list[int]()

    class Slow(CannedAnswer):
        async def close(self) -> None:
            entries.append(len(metered.entries))
            await super().close()

    answer = Slow(HELLO + say("one"), say("two"), clock=metered.clock)
    reply = await metered.ask(asked, AskTarget({"http": canned(answer)}, metered.clock))
    await close(asked, reply, problem=problem)
    assert (ended(metered.entry), entries, answer.closed) == (expected, [1], 1)


async def test_however_often_it_is_over_there_is_one_entry(tmp_path: Path) -> None:
    """The first word stands."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    calls: list[Call] = []

    def begins(call: Call) -> Reply:
        calls.append(call)
        call.facts.attempts, call.facts.target = 1, call.targets[0]
        return Reply(call.targets[0], Single(Batch(None, b"x")), nothing)

    async def nothing() -> None:
        pass

    reply = await metered.ask(asked, begins)
    calls[0].over(None)
    calls[0].over(CUT)
    await close(asked, reply, left=True)
    await reply.close()
    assert ended(metered.entry) == (200, "", "not_told")


# ── one call, several attempts ────────────────────────────────────────


async def test_every_attempt_has_its_own_entry(tmp_path: Path) -> None:
    """A later stage will try targets one after the other: nothing of one is in the next."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    usage = {"prompt_tokens": 500, "completion_tokens": 70}
    exchange = canned(
        CannedAnswer(HELLO, frame(usage=usage), 3.0, ERROR, clock=metered.clock),
        CannedAnswer(b'{"error": {"message": "no"}}', status=429, clock=metered.clock, before=1.0),
        CannedAnswer(HELLO, 0.5, say("one"), STOP, DONE, clock=metered.clock),
    )
    stage = AskTarget({"http": exchange}, metered.clock)
    others = [replace(asked, targets=(Target(house, "small", f"{house.name}/small"),)) for house in (priced(), OTHER, priced())]
    for each in others[:2]:
        with pytest.raises(Problem):
            await metered.ask(each, stage)
    await taken((await metered.ask(others[2], stage)).batches)
    first, second, third = metered.entries
    assert [(entry.id, entry.target, entry.status) for entry in (first, second, third)] == [
        ("req_1.1", "house/small", 503), ("req_1.2", "other/small", 429), ("req_1.3", "house/small", 200),
    ]  # fmt: skip
    assert (first.usage, first.cost) == (Usage(input=500, output=70), 1700)  # it told so before it failed
    assert (second.usage, second.cost, second.price, second.ttft_us, second.latency_us) == (NOTHING, 0, "", None, 1_000_000)
    assert (third.usage, third.estimated, third.ttft_us) == (Usage(input=QUESTION, output=1), "not_told", 500_000)


async def test_what_another_attempt_began_is_not_this_ones(tmp_path: Path) -> None:
    """A stream that had content, and then a target that says nothing at all."""
    metered, asked = Metered(tmp_path), asking(stream=True)
    exchange = canned(CannedAnswer(say("one, two, three"), CUT, clock=metered.clock), asyncio.CancelledError())
    stage = AskTarget({"http": exchange}, metered.clock)
    reply = await metered.ask(asked, stage)
    with pytest.raises(Problem):
        await taken(reply.batches)
    with pytest.raises(asyncio.CancelledError):
        await metered.ask(asked, stage)
    assert (metered.entries[1].usage, metered.entries[1].ttft_us, metered.entries[1].finish) == (Usage(input=QUESTION), None, "")


# ── when it cannot be written ─────────────────────────────────────────


def filled(folder: Path) -> Metered:
    """Its journal takes no more."""
    metered = Metered(folder, cap=2_000)
    while not metered.intake.full:
        metered.intake.put(Entry(request_id="req_0", attempt=1, at=1, user="u" * 200))
    return metered


async def test_with_a_full_journal_calls_are_served_and_entries_wait(tmp_path: Path) -> None:
    """As long as there is room in memory."""
    metered = filled(tmp_path)
    waiting = metered.intake.waiting
    await metered.ask(asking(), answering(metered, BODY))
    assert metered.intake.waiting == waiting + 1


async def test_with_a_full_journal_calls_may_be_refused(tmp_path: Path) -> None:
    """Before anybody is asked, and with word when to come back; the setting holds as soon as it is saved."""
    metered, asked = filled(tmp_path), asking()
    asked = replace(asked, snapshot=replace(asked.snapshot, file=File(ledger=LedgerTable(on_full="refuse"))))
    exchange = canned()
    with pytest.raises(Problem, match=FULL) as caught:
        await metered.ask(asked, AskTarget({"http": exchange}, metered.clock))
    assert (caught.value.kind, caught.value.retry_after, exchange.asks) == (Kind.STORE_DOWN, 1.0, [])
    metered.intake.full = False  # there is room again
    with pytest.raises(IndexError):
        await metered.ask(asked, AskTarget({"http": exchange}, metered.clock))
