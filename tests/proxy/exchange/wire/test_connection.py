"""What only our own connections do: they hear while they are unused, and read while they write."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator

import pytest

from proxy.exchange.exchange import Origin, Patience
from proxy.exchange.trust import Trust
from proxy.exchange.wire.exchange import WireExchange
from tests.asks import ask, body_of
from tests.farside import OK, Peer, answers, far_side, with_length
from tests.resting import at_rest, no_tasks_left, turns


@pytest.fixture
async def exchange() -> AsyncIterator[WireExchange]:
    """Ours, at rest when the test is over."""
    opened = WireExchange(Trust({}))
    yield opened
    try:
        await at_rest(opened)
    finally:
        await opened.close()
    await no_tasks_left()


def kept(exchange: WireExchange) -> int:
    return exchange.load()["far"].kept


async def test_a_kept_connection_that_ends_is_dropped_at_once(exchange: WireExchange) -> None:
    """Nobody has to fall over it first."""

    async def ends(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK, pause=0.05)

    async with far_side(ends) as far:
        await body_of(exchange, ask(far.origin))
        assert kept(exchange) == 1
        await far.until(lambda: far.open == 0)
        await turns()
        assert kept(exchange) == 0


async def test_a_kept_connection_that_speaks_is_dropped_at_once(exchange: WireExchange) -> None:
    """And the far side sees it go."""

    async def speaks(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK, pause=0.05)
        await peer.say(with_length(b"late"))
        peer.far.note(await peer.left())

    async with far_side(speaks) as far:
        await body_of(exchange, ask(far.origin))
        await far.until(lambda: far.ends != [])
        assert kept(exchange) == 0


async def test_a_connection_is_kept_a_second_less_than_the_server_says(exchange: WireExchange) -> None:
    """So that it never closes under a request; one second is not worth keeping."""
    async with far_side(answers(with_length(b"", b"Keep-Alive: timeout=1, max=100"))) as far:
        await body_of(exchange, ask(far.origin))
        assert kept(exchange) == 0
    async with far_side(answers(with_length(b"", b"keep-alive: timeout=2"))) as far:
        await body_of(exchange, ask(far.origin))
        assert kept(exchange) == 1
        await far.until(lambda: far.open == 0)
        assert kept(exchange) == 0


async def test_an_answer_that_comes_before_the_request_is_out(exchange: WireExchange) -> None:
    """FAULTS 50: it is read though nobody takes the rest of the request; the connection is not used again."""

    async def hasty(peer: Peer) -> None:
        await peer.head()
        await peer.say(with_length(b"too large", status=b"413 Content Too Large"))
        peer.far.note(await peer.left())

    async with far_side(hasty, answers(OK), small_window=True) as far:
        answer = await exchange.send(ask(far.origin, bytes(20_000_000)))
        assert (answer.status, await answer.read()) == (413, b"too large")
        await answer.close()
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        assert far.connections == 2


def _farewell(listener: socket.socket, first: threading.Event, said: threading.Event) -> None:
    """Answers, then says something nobody asked for; on its next connection it answers properly."""
    one, _ = listener.accept()
    one.recv(65_536)
    one.sendall(OK)
    first.wait()
    one.sendall(with_length(b"poison", status=b"408 Request Timeout"))
    said.set()
    two, _ = listener.accept()
    two.recv(65_536)
    two.sendall(with_length(b"mine"))
    two.recv(65_536)
    one.close()
    two.close()


async def test_what_was_said_before_the_question_is_not_its_answer(exchange: WireExchange) -> None:
    """The farewell of a kept connection lies unread in the socket when the next request takes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        first, said = threading.Event(), threading.Event()
        thread = threading.Thread(target=_farewell, args=(listener, first, said))
        thread.start()
        there = Origin("http", "127.0.0.1", port)
        assert await body_of(exchange, ask(there)) == b"{}"
        first.set()
        said.wait(5.0)  # in this thread: the loop must not hear of it before the request is begun
        answer = await exchange.send(ask(there))
        assert (answer.status, await answer.read()) == (200, b"mine")
        await answer.close()
        await exchange.close()
        thread.join()


async def test_a_deadline_that_comes_nearer_is_met(exchange: WireExchange) -> None:
    """One timer serves waits of any length, over many requests."""
    async with far_side(answers(OK)) as far:
        for first_byte in (30.0, 1.0, 60.0, 1.0, 30.0):
            assert await body_of(exchange, ask(far.origin, patience=Patience(first_byte=first_byte, idle=1.0))) == b"{}"
        await asyncio.sleep(1.2)
        assert await body_of(exchange, ask(far.origin)) == b"{}"
        assert far.connections == 1
