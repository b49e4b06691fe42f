"""Each step of the way has its own wait."""

from __future__ import annotations

import asyncio
import time

import pytest

from proxy.exchange.exchange import Origin, Patience
from proxy.exchange.httpx_journey import PIECE, Journey
from tests.asks import ask

HERE = Origin("http", "here", 80)
PATIENCE = Patience(connect=0.05, first_byte=0.1, idle=5.0, total=5.0)


async def stand_still(journey: Journey, *events: str) -> None:
    """Go through these steps and no further."""
    async with journey:
        for event in events:
            await journey.trace(event, {})
        await asyncio.sleep(3)


async def follow(*events: str, patience: Patience = PATIENCE) -> str:
    """The words of what ran out after these steps."""
    journey = Journey(ask(HERE, patience=patience), time.monotonic() + patience.total, time.monotonic)
    with pytest.raises(TimeoutError):
        await stand_still(journey, *events)
    return journey.out_of_time().message


async def test_which_wait_ran_out() -> None:
    """It depends on how far it came."""
    assert "connected" in await follow()
    assert "connected" in await follow("connection.connect_tcp.started", "connection.start_tls.started")
    assert "first_byte" in await follow("connection.connect_tcp.started", "http11.send_request_headers.started")
    assert "first_byte" in await follow("http11.send_request_body.complete")
    assert "total" in await follow("http11.send_request_body.complete", patience=Patience(total=0.05))


async def test_a_connection_that_was_made_is_not_reused() -> None:
    """Without a connecting step it was a kept one."""
    journey = Journey(ask(HERE), float("inf"), time.monotonic)
    async with journey:
        await journey.trace("http11.send_request_headers.started", {})
        assert journey.reused
        await journey.trace("connection.connect_tcp.started", {})
        assert not journey.reused


async def test_a_large_body_goes_in_pieces() -> None:
    """Nothing is lost between them."""
    body = bytes(range(256)) * 3000
    journey = Journey(ask(HERE, body), float("inf"), time.monotonic)
    async with journey:
        pieces = [piece async for piece in journey.body()]
    assert b"".join(pieces) == body
    assert max(map(len, pieces)) <= PIECE
