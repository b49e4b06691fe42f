"""Which connections are used again, which are not, and the one case in which a request is sent twice."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.exchange import Exchange
from tests.asks import ask, body_of
from tests.farside import CHUNKED, OK, Peer, answers, chunk, chunked, far_side, once, with_length
from tests.resting import turns
from translators.canonical import Kind, Problem


async def test_a_connection_is_used_again(exchange: Exchange) -> None:
    """One after the other needs one connection; the answer knows."""
    async with far_side(answers(OK, chunked(b"{}"))) as far:
        reused = []
        for _ in range(5):
            answer = await exchange.send(ask(far.origin))
            reused.append(answer.reused)
            assert answer.sent_at <= answer.first_byte_at <= answer.last_byte_at
            await answer.read()
            await answer.close()
        assert far.connections == 1
        assert reused == [False, True, True, True, True]


async def test_many_at_once_need_as_many_connections_and_keep_them(exchange: Exchange) -> None:
    """No more are opened the second time."""
    async with far_side(answers(OK)) as far:
        for _ in range(2):
            assert await asyncio.gather(*(body_of(exchange, ask(far.origin)) for _ in range(8))) == [b"{}"] * 8
        assert far.connections <= 8


NOT_KEPT = {
    "connection: close": with_length(b"{}", b"connection: close"),
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    "a second reply behind it": OK + with_length(b"poison"),
    "half a reply behind it": OK + b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n",
    "rubbish behind it": OK + b"rubbish",
    "rubbish behind chunks": chunked(b"{}") + b"rubbish",
    "a body where none may be": b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("reply", NOT_KEPT.values(), ids=NOT_KEPT.keys())
async def test_a_connection_is_not_used_again_after(exchange: Exchange, reply: bytes) -> None:
    """Else the next caller would read what was never meant for it."""
    async with far_side(answers(reply), answers(with_length(b"mine"))) as far:
        assert await body_of(exchange, ask(far.origin)) in (b"{}", b"")
        assert await body_of(exchange, ask(far.origin)) == b"mine"
        assert far.connections == 2


async def test_bytes_nobody_asked_for_end_a_kept_connection(exchange: Exchange) -> None:
    """They come while it is unused, as a late `408` does."""

    async def late(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK, pause=0.05)
        await peer.say(with_length(b"late", status=b"408 Request Timeout"))
        peer.far.note("said")
        await peer.left()

    async with far_side(late, answers(with_length(b"mine"))) as far:
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        await far.until(lambda: far.ends != [])
        await turns()
        assert await body_of(exchange, ask(far.origin)) == b"mine"


async def test_a_connection_closed_between_two_requests_is_not_noticed_by_the_caller(exchange: Exchange) -> None:
    """FAULTS 49: seen before the request is sent."""
    async with far_side(once(OK), answers(with_length(b"mine"))) as far:
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        await far.until(lambda: far.open == 0)
        assert await body_of(exchange, ask(far.origin)) == b"mine"
        assert [one.body for one in far.requests] == [ask(far.origin).body] * 2


@pytest.mark.parametrize("end", ["cut", "rst"])
@pytest.mark.parametrize("whole", [True, False])
async def test_a_kept_connection_that_dies_under_a_request_is_replaced_once(exchange: Exchange, end: str, whole: bool) -> None:
    """FAULTS 49: it took the request, then ended without a byte."""

    async def dies(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        peer.cut() if end == "cut" else peer.reset()

    async with far_side(dies, answers(with_length(b"mine"))) as far:
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        answer = await exchange.send(ask(far.origin, whole=whole))
        assert await answer.read() == b"mine"
        assert not answer.reused
        await answer.close()
        assert (far.connections, len(far.requests)) == (2, 3)


async def test_only_once(exchange: Exchange) -> None:
    """The fresh connection that ends as well is the provider's answer, even when others are kept."""

    async def dies(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()

    async with far_side(dies, dies, dies, once()) as far:
        await asyncio.gather(*(body_of(exchange, ask(far.origin)) for _ in range(3)))
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE
        assert len(far.requests) == 5


@pytest.mark.parametrize("said", [b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_a_request_whose_reply_began_is_never_sent_twice(exchange: Exchange, said: bytes) -> None:
    """The provider may have done, and billed, what was asked."""

    async def dies(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()
        await peer.say(said, pause=0.02)

    async with far_side(dies, answers(OK)) as far:
        await body_of(exchange, ask(far.origin))
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_CUT_OFF
        assert (far.connections, len(far.requests)) == (1, 2)


async def test_an_answer_read_to_its_end_gives_its_connection_back_and_any_other_drops_it(exchange: Exchange) -> None:
    """Closing twice is closing once."""

    async def first_half(peer: Peer) -> None:
        await peer.request()
        await peer.say(CHUNKED + chunk(b"hello"))
        peer.far.note(await peer.left())

    async with far_side(answers(OK)) as far:
        answer = await exchange.send(ask(far.origin))
        await answer.read()
        await answer.close()
        await answer.close()
        await body_of(exchange, ask(far.origin))
        assert far.connections == 1
    async with far_side(first_half, answers(OK)) as far:
        answer = await exchange.send(ask(far.origin))
        async for piece in answer.chunks():
            assert piece == b"hello"
            break
        await answer.close()
        await answer.close()
        await far.until(lambda: far.ends != [])
        with pytest.raises(Problem):
            await answer.read()
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        assert far.connections == 2
