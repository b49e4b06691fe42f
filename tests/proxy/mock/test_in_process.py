"""The mock behind the exchange's interface."""

from __future__ import annotations

import asyncio
import json
from time import monotonic

import pytest
from msgspec.structs import replace

from proxy.exchange.exchange import Bounds, Patience
from proxy.mock.in_process import MockExchange
from tests.asking import READ, WIRES, question
from tests.mocked import ask, frames, text_of, wanting
from translators.canonical import Kind, Problem

MOCK = MockExchange(clock=lambda: 1_700_000_000.0)
HASTY = Patience(first_byte=0.05, idle=0.05, total=5.0)


async def test_a_whole_reply() -> None:
    """Status, headers, body, times."""
    before = monotonic()
    answer = await MOCK.send(ask(wanting("hello")))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    body = await answer.read()
    assert json.loads(body)["choices"][0]["message"]["content"] == "hello"
    assert json.loads(body)["created"] == 1_700_000_000
    assert before <= answer.sent_at <= answer.first_byte_at <= answer.last_byte_at <= monotonic()
    assert not answer.reused
    await answer.close()
    await MOCK.close()


async def test_a_stream_comes_frame_by_frame() -> None:
    """And joins to the text."""
    answer = await MOCK.send(ask(wanting("hello, world", stream=True)))
    chunks = [chunk async for chunk in answer.chunks()]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert len(chunks) > 4
    assert text_of(frames(chunks)) == "hello, world"


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("stream", [False, True])
async def test_every_wire_is_spoken(wire: str, stream: bool) -> None:
    """A name in an address may be quoted."""
    path, body = question(wire, "hello, world", model="mock/echo", stream=stream)
    answer = await MOCK.send(ask(body, path=path.replace("mock/echo", "mock%2Fecho")))
    assert answer.status == 200
    assert READ[wire](await answer.read()).text == "hello, world"


async def test_a_closed_answer_says_no_more() -> None:
    """Closing twice is fine."""
    answer = await MOCK.send(ask(wanting("hello, world", stream=True)))
    chunks = answer.chunks()
    assert await anext(chunks)
    await answer.close()
    await answer.close()
    assert [chunk async for chunk in chunks] == []


async def test_a_paced_stream_takes_its_time() -> None:
    """Ten tokens at a hundred a second."""
    answer = await MOCK.send(ask(wanting(model="lorem-10@100", stream=True)))
    assert [chunk async for chunk in answer.chunks()]
    assert answer.last_byte_at - answer.first_byte_at >= 0.09


async def test_a_long_stream_lets_others_have_their_turn() -> None:
    """Even when it is read without a pause."""
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(other())
    answer = await MOCK.send(ask(wanting(model="lorem-1000", stream=True)))
    assert len([chunk async for chunk in answer.chunks()]) >= 1000
    beside.cancel()
    assert turns > 10


async def test_no_task_is_made_for_a_call() -> None:
    """Not for a wait either."""
    answer = await MOCK.send(ask(wanting(model="slow-1ms", stream=True)))
    assert [chunk async for chunk in answer.chunks()]
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("model", "kind", "words"),
    [
        ("close", Kind.PROVIDER_UNREACHABLE, "without an answer"),
        ("no-first-byte", Kind.PROVIDER_TIMED_OUT, "first_byte"),
        ("slow-9s", Kind.PROVIDER_TIMED_OUT, "first_byte"),
        ("cut", Kind.PROVIDER_CUT_OFF, "in the middle"),
        ("reset", Kind.PROVIDER_CUT_OFF, "in the middle"),
        ("stall", Kind.PROVIDER_TIMED_OUT, "idle"),
        ("stall=9s", Kind.PROVIDER_TIMED_OUT, "idle"),
        ("heartbeats=9s", Kind.PROVIDER_TIMED_OUT, "idle"),
    ],
)
async def test_failures_are_those_of_a_connection(model: str, kind: Kind, words: str, stream: bool) -> None:
    """The same kinds, in the same words."""
    with pytest.raises(Problem, match=words) as raised:
        await (await MOCK.send(ask(wanting(model=model, stream=stream), HASTY))).read()
    assert raised.value.kind is kind


@pytest.mark.parametrize("model", ["heartbeats=10ms", "lorem-100@50"])
async def test_the_whole_exchange_has_its_time(model: str) -> None:
    """However lively it is."""
    with pytest.raises(Problem, match="total") as raised:
        await (await MOCK.send(ask(wanting(model=model, stream=True), Patience(total=0.1)))).read()
    assert raised.value.kind is Kind.PROVIDER_TIMED_OUT


async def test_patience_without_an_end() -> None:
    """Zero is for ever; only the caller can end it."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await MOCK.send(ask(wanting(model="no-first-byte"), Patience(first_byte=0, idle=0, total=0)))


async def test_a_body_over_the_limit() -> None:
    """As with any provider."""
    wish = replace(ask(wanting(model="lorem-1000")), bounds=Bounds(body_bytes=100))
    with pytest.raises(Problem, match="larger than is allowed"):
        await (await MOCK.send(wish)).read()


async def test_a_path_where_it_does_not_answer() -> None:
    """Is said."""
    with pytest.raises(Problem, match="/v1/embeddings"):
        await MOCK.send(ask(b"{}", path="/v1/embeddings"))


async def test_what_it_has_not_is_refused_with_its_status() -> None:
    """As a provider would."""
    answer = await MOCK.send(ask(wanting(model="gpt-4o")))
    assert answer.status == 404
    assert json.loads(await answer.read())["error"]["code"] == "model_not_found"
