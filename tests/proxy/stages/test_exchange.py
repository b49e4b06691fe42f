"""Ask the first target."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace as other
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.snapshot import Provider
from proxy.call import Reply
from proxy.edge import writing
from proxy.exchange.exchange import Origin
from proxy.exchange.single import Single
from proxy.routing.unsupported import HEADER
from proxy.stages.exchange import AskTarget
from tests.canned import CannedAnswer, CannedExchange, Clock, Piece, canned, cut
from tests.frames import COUNT, DONE, GOOD, HELLO, SHOWN, STOP, USAGE, WHOLE, say
from tests.made import OPENAI_CHAT, provider
from tests.odd import oddly
from tests.one_target import HOUSE, PRICED, asking, batches_of, stage
from tests.visits import Notebook, visit
from translators.anthropic import TRANSLATOR as ANTHROPIC
from translators.canonical import Batch, Kind, Problem, Usage
from translators.canonical.fold import fold
from translators.gemini import TRANSLATOR as GEMINI

FOREIGN = other(OPENAI_CHAT, wire="elsewhere")
ELSEWHERE = replace(PRICED, entrances=provider(translator=FOREIGN).entrances)
BODY = json.dumps(WHOLE).encode()
COST = 9 * 2 + 3 * 10


async def bytes_of(reply: Reply) -> bytes:
    return b"".join([batch.wire_bytes or b"" for batch in await batches_of(reply)])


async def test_what_is_asked() -> None:
    """The provider's address and credentials, its name of the model, our patience and bounds."""
    exchange = canned(CannedAnswer(BODY), CannedAnswer(GOOD))
    await stage(exchange)(asking())
    await stage(exchange)(asking(stream=True))
    whole, streamed = exchange.asks
    assert (whole.provider, whole.origin, whole.path) == ("house", Origin("http", "127.0.0.1", 9), "/v1/chat/completions")
    assert whole.headers == (("authorization", "Bearer the-providers-own"), ("content-type", "application/json"))
    assert (whole.patience.connect, whole.patience.first_byte, whole.patience.idle, whole.patience.total) == (1.0, 2.0, 5.0, 10.0)
    assert (whole.bounds.connections, whole.bounds.queue, whole.bounds.queue_wait) == (10, 10, 1.0)
    assert json.loads(whole.body) == {"model": "small", "messages": [{"role": "user", "content": "hello"}]}
    assert (whole.whole, streamed.whole) == (True, False)
    assert json.loads(streamed.body)["stream_options"] == {"include_usage": True}


async def test_a_whole_reply_passes_byte_for_byte() -> None:
    """Its usage, reason and cost are known before its head goes out."""
    asked = asking()
    body = BODY.replace(b"{", b"{ ", 1)
    reply = await stage(canned(CannedAnswer(body)))(asked)
    facts = asked.facts
    assert (facts.usage, facts.reason, facts.cost) == (Usage(input=9, output=3), "stop", COST)
    assert (facts.target, facts.attempts, reply.target) == (asked.targets[0], 1, asked.targets[0])
    assert await batches_of(reply) == [Batch(None, body)]


@pytest.mark.parametrize("house", [PRICED, ELSEWHERE], ids=["same wire", "across"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_the_same_answer_gives_the_same_facts(house: Provider, streamed: bool) -> None:
    """Whole or streamed, passed or read: usage, cost, reason and target."""
    asked = asking(house, stream=streamed)
    reply = await stage(canned(CannedAnswer(*(cut(GOOD, 3) if streamed else [BODY]))))(asked)
    await batches_of(reply)
    facts = asked.facts
    assert (facts.usage, facts.cost, facts.reason) == (Usage(input=9, output=3), COST, "stop")
    assert facts.target is asked.targets[0]


async def test_without_a_price_there_is_no_cost() -> None:
    """Nor without usage."""
    for house, usage in ((HOUSE, USAGE), (PRICED, None)):
        asked = asking(house)
        await stage(canned(CannedAnswer(json.dumps({**WHOLE, "usage": usage}).encode())))(asked)
        assert asked.facts.cost is None


async def test_across_wires_a_whole_reply_is_events() -> None:
    """One road: it folds to what the provider said."""
    asked = asking(ELSEWHERE)
    exchange = canned(CannedAnswer(BODY))
    found = await batches_of(await stage(exchange)(asked))
    assert json.loads(exchange.asks[0].body)["model"] == "small"
    assert OPENAI_CHAT.write_response(fold([event for batch in found for event in batch.events or ()])) == WHOLE


async def test_across_wires_a_whole_reply_without_a_date_is_made_now() -> None:
    """Anthropic's, for one: a caller of OpenAI's format is not told of 1970."""
    found = await batches_of(await stage(canned(CannedAnswer(json.dumps({**WHOLE, "created": 0}).encode())))(asking(ELSEWHERE)))
    assert abs(fold([event for batch in found for event in batch.events or ()]).created - time.time()) < 60


async def test_across_wires_what_could_not_cross_is_a_fact() -> None:
    """The edge tells the caller."""
    strange = other(FOREIGN, write_request=lambda request: ({"model": request.model}, ("seed",)))
    asked = asking(replace(ELSEWHERE, entrances=provider(translator=strange).entrances), seed=7)
    exchange = canned(CannedAnswer(BODY))
    await stage(exchange)(asked)
    assert (asked.facts.dropped, exchange.asks[0].body) == (("seed",), b'{"model":"small"}')
    assert asked.facts.warned


@pytest.mark.parametrize("where", ["header", "provider"])
@pytest.mark.parametrize("rule", ["drop", "reject"])
async def test_across_wires_what_could_not_cross_may_be_refused(where: str, rule: Any) -> None:
    """Before anything is sent; the caller's header wins over the provider's rule."""
    strange = other(FOREIGN, write_request=lambda request: ({"model": request.model}, ("seed", "top_k")))
    house = replace(ELSEWHERE, entrances=provider(translator=strange).entrances, on_unsupported=rule if where == "provider" else "warn")
    asked = asking(house, seed=7, top_k=3)
    if where == "header":
        asked = replace(asked, headers=[(b"x-modelbridge-on-unsupported", rule.encode())])
    exchange = canned(CannedAnswer(BODY))
    if rule == "drop":
        await stage(exchange)(asked)
        assert (asked.facts.dropped, asked.facts.warned) == (("seed", "top_k"), False)
        return
    with pytest.raises(Problem) as caught:
        await stage(exchange)(asked)
    assert (caught.value.kind, caught.value.param) == (Kind.UNSUPPORTED, "seed")
    assert (exchange.asks, asked.facts.attempts, asked.facts.dropped) == ([], 0, ())


@pytest.mark.parametrize("rule", ["warn", "drop", "reject"])
async def test_across_wires_a_conversation_that_is_kept_elsewhere_is_refused(rule: str) -> None:
    """Whatever the rule: the few words that came are not the question."""
    thread = {"type": "continue", "previous_message_id": "msg_1"}
    body = json.dumps({"model": "fast", "max_tokens": 9, "thread": thread, "messages": [{"role": "user", "content": "and?"}]}).encode()
    asked = replace(asking(), body=body, translator=ANTHROPIC, envelope=ANTHROPIC.peek_request(body), headers=[(HEADER, rule.encode())])
    exchange = canned(CannedAnswer(BODY))
    with pytest.raises(Problem) as caught:
        await stage(exchange)(asked)
    assert (caught.value.kind, caught.value.param, exchange.asks) == (Kind.UNSUPPORTED, "thread", [])


async def test_across_wires_what_could_not_cross_is_named_as_the_caller_spells_it() -> None:
    """Also where the call is refused for it."""
    body = json.dumps({"contents": [{"role": "user", "parts": [{"text": "hi"}]}], "generationConfig": {"topK": 5}}).encode()
    asked = replace(asking(), body=body, translator=GEMINI, envelope=GEMINI.peek_request(body))
    await stage(canned(CannedAnswer(BODY)))(asked)
    assert asked.facts.dropped == ("generationConfig.topK",)
    with pytest.raises(Problem) as caught:
        await stage(canned())(replace(asked, headers=[(HEADER, b"reject")]))
    assert caught.value.param == "generationConfig.topK"


async def test_a_wish_nobody_understands_is_refused_on_any_wire() -> None:
    """Also where nothing needs to cross."""
    exchange = canned(CannedAnswer(BODY))
    with pytest.raises(Problem) as caught:
        await stage(exchange)(replace(asking(), headers=[(b"x-modelbridge-on-unsupported", b"cry")]))
    assert (caught.value.param, exchange.asks) == ("x-modelbridge-on-unsupported", [])


@pytest.mark.parametrize("house", [PRICED, ELSEWHERE], ids=["same wire", "across"])
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain", "text/event-stream", ""])
async def test_a_provider_that_does_not_stream_is_told_as_a_stream(house: Provider, kind: str) -> None:
    """Whatever it calls what it says."""
    asked = asking(house, stream=True)
    found = await batches_of(await stage(canned(CannedAnswer(*cut(BODY, kind), headers={"content-type": kind})))(asked))
    response = fold([event for batch in found for event in batch.events or ()])
    assert OPENAI_CHAT.write_response(response) == WHOLE
    assert (asked.facts.usage, asked.facts.cost) == (Usage(input=9, output=3), COST)


@pytest.mark.parametrize(
    "kind", ["text/event-stream", "text/event-stream;charset=UTF-8", "TEXT/EVENT-STREAM", "application/json", "text/html", ""]
)
async def test_a_stream_is_one_whatever_it_is_called(kind: str) -> None:
    """FAULTS 23."""
    reply = await stage(canned(CannedAnswer(GOOD, headers={"content-type": kind})))(asking(stream=True))
    assert await bytes_of(reply) == SHOWN


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("status", [201, 202, 203, 206])
async def test_a_success_by_another_number_is_one(status: int, streamed: bool) -> None:
    """What it says decides."""
    answer = CannedAnswer(GOOD if streamed else BODY, status=status)
    assert await bytes_of(await stage(canned(answer))(asking(stream=streamed))) == (SHOWN if streamed else BODY)


# status, body: kind and status of the problem
REFUSED: dict[str, tuple[int, bytes, Kind, int]] = {
    "no content": (204, b"", Kind.PROVIDER_BAD_REPLY, 502),
    "nothing": (200, b"", Kind.PROVIDER_BAD_REPLY, 502),
    "a page": (200, b"<!doctype html><p>hello", Kind.PROVIDER_BAD_REPLY, 502),
    "half a reply": (200, BODY[:50], Kind.PROVIDER_BAD_REPLY, 502),
    "no choices": (200, b'{"choices": []}', Kind.PROVIDER_BAD_REPLY, 502),
    "an error": (200, b'{"error": {"message": "x", "code": 503}}', Kind.PROVIDER_OVERLOADED, 503),
    "a list": (200, b"[1]", Kind.PROVIDER_BAD_REPLY, 502),
    "moved": (301, b"", Kind.PROVIDER_FAILED, 502),
    "see elsewhere": (307, BODY, Kind.PROVIDER_FAILED, 502),
    "not modified": (304, b"", Kind.PROVIDER_FAILED, 502),
    "refused": (400, b'{"error": {"message": "no"}}', Kind.PROVIDER_REJECTED, 400),
    "a bad key": (401, b"", Kind.PROVIDER_KEY_REFUSED, 502),
    "too many": (429, b"", Kind.PROVIDER_RATE_LIMITED, 429),
    "down": (503, b"<html>", Kind.PROVIDER_OVERLOADED, 503),
    "a status from nowhere": (999, b"", Kind.PROVIDER_FAILED, 502),
}


@pytest.mark.parametrize("house", [PRICED, ELSEWHERE], ids=["same wire", "across"])
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("status", "body", "kind", "shown"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_answer_is_a_problem(status: int, body: bytes, kind: Kind, shown: int, *, streamed: bool, house: Provider) -> None:
    """With its real status; the answer is closed, and the time it took was the provider's."""
    clock = Clock()
    answer = CannedAnswer(body, status=status, clock=clock, before=2.0)
    asked = asking(house, stream=streamed)
    with pytest.raises(Problem) as caught:
        await stage(canned(answer), clock)(asked)
    assert (caught.value.kind, caught.value.status, answer.closed) == (kind, shown, 1)
    assert (asked.facts.provider_seconds, asked.facts.first_content_at, asked.facts.usage) == (2.0, 0.0, None)


async def test_a_refusal_stands_when_its_words_are_cut_off() -> None:
    """The status came; that is what counts."""
    answer = CannedAnswer(b'{"err', Problem(Kind.PROVIDER_CUT_OFF, "cut"), status=429, headers={"retry-after": "7"})
    with pytest.raises(Problem) as caught:
        await stage(canned(answer))(asking())
    assert (caught.value.kind, caught.value.retry_after) == (Kind.PROVIDER_RATE_LIMITED, 7.0)


@pytest.mark.parametrize("error", [Problem(Kind.PROVIDER_TIMED_OUT, "slow"), asyncio.CancelledError(), ValueError("ours")], ids=repr)
async def test_a_failed_exchange_was_an_attempt(error: BaseException) -> None:
    """The failure goes on as it is; the target is known."""
    asked = asking()
    with pytest.raises(type(error)):
        await stage(canned(error))(asked)
    assert (asked.facts.attempts, asked.facts.target) == (1, asked.targets[0])


@pytest.mark.parametrize("streamed", [False, True])
async def test_the_time_the_provider_took_is_not_ours(streamed: bool) -> None:
    """Up to the first content of a stream, to the end of a whole reply; connecting too."""
    clock = Clock()
    pieces: list[Piece] = [HELLO, 0.25, say("one"), 5.0, STOP, DONE] if streamed else [0.25, BODY]
    asked = asking(stream=streamed)
    exchange = canned(CannedAnswer(*pieces, clock=clock, before=0.5))
    reply = await stage(exchange, clock)(asked)
    assert (asked.facts.provider_seconds, asked.facts.first_content_at) == (0.75, 100.75)
    await batches_of(reply)
    assert asked.facts.provider_seconds == 0.75


async def test_connecting_is_waiting_for_the_provider() -> None:
    """Waiting for a place among its connections is not."""
    for reused, expected in ((False, 1.5), (True, 0.5)):
        clock = Clock()

        class Far(CannedExchange):
            async def send(self, ask: Any) -> Any:
                clock.now += 1.0  # noqa: B023  the clock of this round
                return await super().send(ask)

        asked = asking()
        await AskTarget({"http": Far([CannedAnswer(BODY, clock=clock, before=0.5, reused=reused)])}, clock)(asked)
        assert asked.facts.provider_seconds == expected


async def test_a_stream_cut_short_costs_what_it_told() -> None:
    """Billed by what was seen."""
    asked = asking(stream=True)
    told = say("one", usage={"prompt_tokens": 9, "completion_tokens": 1})
    reply = await stage(canned(CannedAnswer(told, Problem(Kind.PROVIDER_CUT_OFF, "cut"))))(asked)
    with pytest.raises(Problem):
        await batches_of(reply)
    assert asked.facts.cost == 9 * 2 + 10
    await reply.close()


async def test_closing_a_reply_closes_the_answer() -> None:
    """In the middle or at the end."""
    for pieces in ([HELLO, say("one"), say("two")], [GOOD], [BODY]):
        answer = CannedAnswer(*pieces)
        reply = await stage(canned(answer))(asking(stream=True))
        await reply.close()
        assert answer.closed == 1


async def test_usage_that_was_asked_for_passes() -> None:
    """And only then."""
    asked = asking(stream=True, stream_options={"include_usage": True})
    assert await bytes_of(await stage(canned(CannedAnswer(*cut(GOOD, 5))))(asked)) == GOOD
    assert COUNT in GOOD


RICH: dict[str, Any] = {
    **WHOLE,
    "x_groq": {"usage": USAGE, "error": None},
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "logprobs": {"content": [{"token": "a", "logprob": -1}]},
            "message": {
                "role": "assistant",
                "content": "one",
                "reasoning": "hm",
                "reasoning_details": [{"type": "reasoning.text", "text": "hm", "index": 0}],
                "refusal": "no",
                "audio": {"id": "a", "data": "eA==", "transcript": "x"},
                "images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,eA=="}}],
                "annotations": [{"type": "url_citation"}],
                "tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
        }
    ],
}
STREAMED = json.loads(json.dumps(RICH).replace('"message"', '"delta"'))


@given(oddly(RICH), oddly(STREAMED), oddly(STREAMED), st.sampled_from([PRICED, ELSEWHERE]))
def test_whatever_a_provider_says_there_is_an_answer_or_a_problem(whole: Any, first: Any, second: Any, house: Provider) -> None:
    """Its oddities are not our faults: written by either road, whole or streamed."""
    frames = [b"data: " + json.dumps(frame).encode() + b"\n\n" for frame in (first, second)]
    for streamed, pieces in ((False, [json.dumps(whole).encode()]), (True, [*frames, STOP, DONE]), (True, [json.dumps(whole).encode()])):
        assert asyncio.run(written(house, *pieces, streamed=streamed))


async def written(house: Provider, *pieces: bytes, streamed: bool) -> bytes:
    """What the caller gets."""
    asked, line = asking(house, stream=streamed), Notebook()
    coming = visit(line, "POST", "/v1/chat/completions")
    try:
        reply = await stage(canned(CannedAnswer(*pieces)))(asked)
        await (writing.stream if streamed else writing.whole)(coming, asked, reply)
        await reply.close()
    except Problem as problem:
        writing.write_problem(coming, asked, problem)
    assert line.whole
    return line.written


async def test_a_single_batch_comes_once() -> None:
    """And then no more."""
    assert [batch async for batch in Single(Batch(None, b"a"))] == [Batch(None, b"a")]


async def test_a_wire_without_several_answers_ends_with_its_one() -> None:
    """Three were asked for; that only one would come was told in a header."""
    single = other(FOREIGN, places={name: fate for name, fate in OPENAI_CHAT.places.items() if name != "n"})
    asked = asking(replace(PRICED, entrances=provider(translator=single).entrances), stream=True, n=3)
    reply = await stage(canned(CannedAnswer(HELLO + say("hi") + STOP)))(asked)
    assert fold([event for batch in await batches_of(reply) for event in batch.events or ()]).choices[0].reason == "stop"
