"""Sending over our own connections: who dials, who waits, what is closed."""

from __future__ import annotations

import asyncio
import gc

import pytest

from proxy.exchange.exchange import Bounds, Load
from proxy.exchange.trust import Trust
from proxy.exchange.wire.connection import Connection
from proxy.exchange.wire.exchange import WireExchange
from tests.asks import ask, body_of
from tests.farside import OK, Peer, answers, far_side
from tests.resting import turns
from translators.canonical import Kind, Problem


async def test_a_provider_that_moved_is_found_at_its_new_address() -> None:
    """After a reload; the connection to the old one makes room."""
    exchange = WireExchange(Trust({}))
    one = Bounds(connections=1)
    async with far_side(answers(OK)) as old, far_side(answers(OK)) as new:
        assert await body_of(exchange, ask(old.origin, bounds=one)) == b"{}"
        assert await body_of(exchange, ask(new.origin, bounds=one)) == b"{}"
        assert exchange.load() == {"far": Load(0, 1, 0)}
        await old.until(lambda: old.open == 0)
        await exchange.close()


async def test_connections_leave_nothing_behind() -> None:
    """Closed, they are not kept alive by their own parser or timer."""
    exchange = WireExchange(Trust({}))
    async with far_side(answers(OK)) as far:
        await asyncio.gather(*(body_of(exchange, ask(far.origin)) for _ in range(10)))
        await exchange.close()
    await turns()
    gc.collect()
    assert [one for one in gc.get_objects() if isinstance(one, Connection)] == []


async def test_closing_waits_for_the_sockets_and_ends_attempts() -> None:
    """Whoever dials is told."""

    async def mute(peer: Peer) -> None:
        await peer.left()

    exchange = WireExchange(Trust({}))
    async with far_side(mute) as far:
        secure = type(far.origin)("https", "127.0.0.1", far.origin.port)
        dialling = asyncio.create_task(exchange.send(ask(secure)))
        await far.until(lambda: far.open == 1)
        await exchange.close()
        with pytest.raises(Problem) as caught:
            await dialling
        assert caught.value.kind is Kind.STOPPING
        await far.until(lambda: far.open == 0)
        await exchange.close()
