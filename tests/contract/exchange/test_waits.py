"""Each wait has an end of its own, and its Problem says which one it was."""

from __future__ import annotations

import asyncio
import socket

import pytest

from proxy.exchange.exchange import Exchange, Origin, Patience
from tests.asks import ask, body_of, pieces_of
from tests.farside import CHUNKED, OK, Peer, answers, chunk, far_side, once
from translators.canonical import Kind, Problem

SHORT = 0.15
LONGER = 1.0  # where something has to happen in time, also on a busy machine


def patience(connect: float = 5.0, first_byte: float = 5.0, idle: float = 5.0, total: float = 20.0) -> Patience:
    return Patience(connect, first_byte, idle, total)


async def _silent(peer: Peer) -> None:
    await peer.request()
    peer.far.note(await peer.left())


async def test_a_connection_nobody_accepts(exchange: Exchange) -> None:
    """FAULTS 2: a full backlog drops what comes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(address)
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(Origin("http", "127.0.0.1", address[1]), patience=patience(connect=SHORT)))
        for one in crowd:
            one.close()
    assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
    assert "connected" in caught.value.message
    assert "0.15 s" in caught.value.message


async def test_a_handshake_that_never_ends(exchange: Exchange) -> None:
    """Connecting includes TLS."""

    async def mute(peer: Peer) -> None:
        peer.far.note(await peer.left())

    async with far_side(mute) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(Origin("https", "127.0.0.1", far.origin.port), patience=patience(connect=LONGER)))
        await far.until(lambda: far.ends != [])
    assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
    assert "connected" in caught.value.message


@pytest.mark.parametrize("whole", [True, False])
async def test_no_first_byte(exchange: Exchange, whole: bool) -> None:
    """FAULTS 5: on a new connection and on a kept one; it is never sent twice."""

    async def second_is_silent(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await _silent(peer)

    async with far_side(_silent, second_is_silent) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, patience=patience(first_byte=SHORT), whole=whole))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "first_byte" in caught.value.message
        await body_of(exchange, ask(far.origin))
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, patience=patience(first_byte=SHORT), whole=whole))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        await far.until(lambda: len(far.ends) == 2)
        assert (far.connections, len(far.requests)) == (2, 3)


async def test_an_interim_reply_is_not_the_first_byte(exchange: Exchange) -> None:
    """Else `102 Processing` could be said for ever."""

    async def processing(peer: Peer) -> None:
        await peer.request()
        while True:
            await peer.say(b"HTTP/1.1 102 Processing\r\n\r\n", pause=0.05)

    async with far_side(processing) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, patience=patience(first_byte=SHORT)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        await far.until(lambda: far.open == 0)


async def test_a_head_that_never_ends(exchange: Exchange) -> None:
    """One byte now and then is no head."""

    async def dripping(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\n")
        while True:
            await peer.say(b"x-a: b\r\n", pause=0.05)

    async with far_side(dripping) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, patience=patience(first_byte=0.3, idle=0.3)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        await far.until(lambda: far.open == 0)


@pytest.mark.parametrize("whole", [True, False])
async def test_a_stall_in_the_body(exchange: Exchange, whole: bool) -> None:
    """FAULTS 29: what came before it has been given out; then the reader is told."""
    async with far_side(once(CHUNKED + chunk(b"hello"), end="stay")) as far:
        pieces: list[bytes] = []
        with pytest.raises(Problem) as caught:
            await pieces_of(exchange, ask(far.origin, patience=patience(idle=SHORT), whole=whole), pieces)
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "idle" in caught.value.message
        assert whole or pieces == [b"hello"]
        await far.until(lambda: far.ends != [])


async def test_a_steady_stream_may_take_longer_than_idle_but_not_longer_than_total(exchange: Exchange) -> None:
    """Every piece resets the one wait, none resets the other."""

    async def steady(peer: Peer) -> None:
        await peer.request()
        await peer.say(CHUNKED)
        while True:
            await peer.say(chunk(b"x"), pause=0.05)

    async with far_side(steady) as far:
        pieces: list[bytes] = []
        with pytest.raises(Problem) as caught:
            await pieces_of(exchange, ask(far.origin, patience=patience(idle=LONGER, total=2.5 * LONGER)), pieces)
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "total" in caught.value.message
        assert len(pieces) > 8
        await far.until(lambda: far.open == 0)


async def test_total_counts_from_the_call(exchange: Exchange) -> None:
    """Whatever else may take longer."""
    async with far_side(_silent) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, patience=patience(total=SHORT)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "total" in caught.value.message
        await far.until(lambda: far.ends != [])


async def test_zero_is_for_ever(exchange: Exchange) -> None:
    """No wait ends by itself."""

    async def slow(peer: Peer) -> None:
        await peer.request()
        await peer.say(CHUNKED, chunk(b"a"), b"0\r\n\r\n", pause=0.1)

    async with far_side(slow) as far:
        assert await body_of(exchange, ask(far.origin, patience=Patience(0, 0, 0, 0))) == b"a"


async def test_a_short_patience_after_a_long_one_on_the_same_connection(exchange: Exchange) -> None:
    """A kept connection's timer hurries when it must, and a short wait does not outlive its exchange."""

    async def script(peer: Peer) -> None:
        for _ in range(3):
            await peer.request()
            await peer.say(OK)
        await peer.request()
        await peer.say(CHUNKED + chunk(b"a"))
        peer.far.note(await peer.left())

    async with far_side(script) as far:
        await body_of(exchange, ask(far.origin, patience=patience(first_byte=30, idle=60, total=600)))
        await body_of(exchange, ask(far.origin, patience=patience(first_byte=LONGER, idle=LONGER)))
        await asyncio.sleep(1.2 * LONGER)
        await body_of(exchange, ask(far.origin, patience=patience(first_byte=30, idle=60, total=600)))
        with pytest.raises(Problem) as caught:
            await body_of(exchange, ask(far.origin, patience=patience(first_byte=30, idle=SHORT, total=600)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert far.connections == 1
        await far.until(lambda: far.ends != [])


async def test_a_large_request_that_moves_slowly_is_not_a_late_answer(exchange: Exchange) -> None:
    """The wait for the first byte begins when the request is out."""

    async def slow_reader(peer: Peer) -> None:
        head = await peer.head()
        left = int(head.values("content-length")[0])
        for _ in range(10):
            left -= len(await peer.reader.readexactly(2_000_000))
            await asyncio.sleep(0.3)
        await peer.reader.readexactly(left)
        await peer.say(OK)

    async with far_side(slow_reader, small_window=True) as far:
        assert await body_of(exchange, ask(far.origin, bytes(40_000_000), patience=patience(first_byte=2 * LONGER))) == b"{}"


async def test_a_request_nobody_takes(exchange: Exchange) -> None:
    """It cannot be sent, so it cannot be answered."""

    async def deaf(peer: Peer) -> None:
        await peer.head()
        await peer.far.until(lambda: peer.far.ends != [])  # not reading all the while

    async with far_side(deaf, answers(OK), small_window=True) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin, bytes(30_000_000), patience=patience(first_byte=SHORT)))
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        far.note("over")
