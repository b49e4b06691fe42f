"""Opening a connection to whichever address answers first."""

from __future__ import annotations

import asyncio
import socket

import pytest

from proxy.exchange.exchange import Origin
from proxy.exchange.wire.dial import Address, dial, first_to_connect, interleaved
from tests.resting import no_tasks_left

FOUR, SIX = socket.AF_INET, socket.AF_INET6


def at(family: socket.AddressFamily, host: str, port: int = 80) -> Address:
    return (family, (host, port))


def test_families_take_turns_beginning_with_the_preferred_one() -> None:
    """RFC 8305: a broken family costs one wait, not as many as it has addresses."""
    a, b, c, d = at(SIX, "a"), at(SIX, "b"), at(SIX, "c"), at(FOUR, "d")
    assert interleaved([a, b, c, d]) == [a, d, b, c]
    assert interleaved([d, a]) == [d, a]
    assert interleaved([d]) == [d]


def listener(backlog: int = 10) -> socket.socket:
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    one.listen(backlog)
    return one


def refused() -> Address:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return at(FOUR, "127.0.0.1", one.getsockname()[1])


async def test_the_next_address_is_tried_when_one_refuses() -> None:
    """At once, not after the wait."""
    with listener() as there:
        good = at(FOUR, *there.getsockname())
        async with asyncio.timeout(0.2):
            sock = await first_to_connect([refused(), refused(), good])
        assert sock.getpeername() == there.getsockname()
        sock.close()
    await no_tasks_left()


async def test_the_next_address_is_tried_beside_one_that_is_silent() -> None:
    """Whoever answers is taken, the other attempt is called off."""
    with listener(backlog=0) as full, listener() as there:
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        silent, good = at(FOUR, *full.getsockname()), at(FOUR, *there.getsockname())
        async with asyncio.timeout(2.0):
            sock = await first_to_connect([silent, good])
        assert sock.getpeername() == there.getsockname()
        sock.close()
        for one in crowd:
            one.close()
    await no_tasks_left()


async def test_when_none_answers_the_first_reason_is_told() -> None:
    """And nothing is left open."""
    with pytest.raises(ConnectionRefusedError):
        await first_to_connect([refused(), refused()])
    await no_tasks_left()


async def test_dialling_makes_the_protocol() -> None:
    """Connected, without TLS."""
    with listener() as there:
        protocol = await dial(Origin("http", "127.0.0.1", there.getsockname()[1]), Noting, None)
        assert protocol.transport is not None
        protocol.transport.close()
        await protocol.closed.wait()


class Noting(asyncio.Protocol):
    """Keeps its transport."""

    def __init__(self) -> None:
        self.transport: asyncio.BaseTransport | None = None
        self.closed = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.closed.set()
