"""A slow reader slows the provider down; it does not fill our memory."""

from __future__ import annotations

import asyncio

import pytest

from proxy.exchange.exchange import Bounds, Exchange, Patience
from tests.asks import ask
from tests.farside import Peer, far_side
from translators.canonical import Kind, Problem

SIZE = 20_000_000
MOST = 8_000_000  # what may be under way: our buffer, and the sockets' on both sides


class Flood:
    """Sends as fast as it is taken, and knows how much that was."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % SIZE)
        while self.sent < SIZE:
            await peer.say(bytes(50_000))
            self.sent += 50_000
        peer.far.note(await peer.left())


async def test_a_slow_reader_holds_the_provider_back(exchange: Exchange) -> None:
    """FAULTS 53: it gets everything in the end, though it rests longer than `idle`."""
    flood = Flood()
    async with far_side(flood, small_window=True) as far:
        answer = await exchange.send(ask(far.origin, patience=Patience(idle=1.0), bounds=Bounds(buffer_bytes=100_000)))
        await asyncio.sleep(1.5)
        assert flood.sent < MOST
        got, largest = 0, 0
        async for piece in answer.chunks():
            got += len(piece)
            largest = max(largest, len(piece))
        assert got == SIZE
        assert largest <= 100_000 + 262_144  # the buffer, and the one read that overfilled it
        await answer.close()


async def test_a_reader_that_never_reads(exchange: Exchange) -> None:
    """FAULTS 54: the total ends it."""
    flood = Flood()
    async with far_side(flood, small_window=True) as far:
        answer = await exchange.send(ask(far.origin, patience=Patience(idle=0.1, total=0.5), bounds=Bounds(buffer_bytes=100_000)))
        await asyncio.sleep(0.6)
        assert flood.sent < MOST
        with pytest.raises(Problem) as caught:
            async for _ in answer.chunks():
                pass
        assert caught.value.kind is Kind.PROVIDER_TIMED_OUT
        assert "total" in caught.value.message
        await answer.close()


@pytest.mark.parametrize("whole", [True, False])
async def test_who_wants_it_whole_is_not_held_back(exchange: Exchange, whole: bool) -> None:
    """The buffer's bound is for streams."""
    async with far_side(Flood()) as far:
        answer = await exchange.send(ask(far.origin, bounds=Bounds(buffer_bytes=100_000), whole=whole))
        if not whole:
            await asyncio.sleep(0.05)
        assert len(await answer.read()) == SIZE
        await answer.close()
